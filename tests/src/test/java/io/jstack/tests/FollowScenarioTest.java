package io.jstack.tests;

import static io.jstack.tests.scenario.Acts.script;
import static io.jstack.tests.scenario.Checks.answers;
import static io.jstack.tests.scenario.Checks.eventually;
import static io.jstack.tests.scenario.Checks.host;
import static io.jstack.tests.scenario.Checks.running;
import static io.jstack.tests.scenario.Checks.untouched;
import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.tests.scenario.CleanHost;
import io.jstack.tests.scenario.Scenario;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("root")
@ExtendWith(CleanHost.class)
class FollowScenarioTest {
    private static final String WEB = "http://127.0.0.1:${PORT}/";

    @Test
    void whatIsWrittenIsWhatRuns() {
        Scenario.of("follow", "a stack that is followed is as its files say, whichever of them changes")
                .withFreePort("PORT")
                .step(
                        "follow",
                        script("$JSTACK follow >told 2>&1 </dev/null & echo $! >pid"),
                        eventually(answers(WEB, "one two")),
                        eventually(running("other", 1)))
                .step(
                        ".env changes",
                        script("echo WORDS=eins >.env"),
                        eventually(answers(WEB, "eins two")),
                        untouched("other"))
                .step(
                        "env_file changes",
                        script("echo MORE=zwei >web.env"),
                        eventually(answers(WEB, "eins zwei")),
                        untouched("other"))
                .step(
                        "the stack file is wrong for a while",
                        script("cp stack.yaml right; echo 'services: [' >stack.yaml"),
                        eventually(host(told -> assertThat(told).contains("stack.yaml:"), "cat", "told")),
                        host(text -> assertThat(text).contains("eins zwei"), "curl", "-sS", WEB))
                .step("and right again", script("cp right stack.yaml"))
                .step(
                        "one replica more",
                        script("sed 's/^  other:/  other:\\n    scale: 2/' right >stack.yaml"),
                        eventually(running("other", 2)),
                        untouched("web"))
                .step(
                        "interrupted, it leaves the stack up",
                        script("kill -TERM $(cat pid); while kill -0 $(cat pid) 2>/dev/null; do :; done"),
                        running("other", 2),
                        running("web", 1));
    }
}
