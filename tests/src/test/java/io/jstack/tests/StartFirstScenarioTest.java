package io.jstack.tests;

import static io.jstack.tests.scenario.Acts.jstack;
import static io.jstack.tests.scenario.Acts.jstackFails;
import static io.jstack.tests.scenario.Acts.run;
import static io.jstack.tests.scenario.Acts.underLoad;
import static io.jstack.tests.scenario.Checks.answers;
import static io.jstack.tests.scenario.Checks.answersByName;
import static io.jstack.tests.scenario.Checks.eventually;
import static io.jstack.tests.scenario.Checks.nothingToDo;
import static io.jstack.tests.scenario.Checks.running;
import static io.jstack.tests.scenario.Checks.untouched;

import io.jstack.tests.scenario.Act;
import io.jstack.tests.scenario.CleanHost;
import io.jstack.tests.scenario.Scenario;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** compose#1786: an update takes the service away for as long as it lasts. */
@Tag("root")
@ExtendWith(CleanHost.class)
class StartFirstScenarioTest {
    private static final String URL = "http://127.0.0.1:${PORT}/";

    @Test
    void anUpdateLosesNoConnectionAndABadOneChangesNothing() {
        Scenario scenario = up("an update start-first must lose no request, and a bad one must leave the old serving");
        scenario.with("VERSION", "two")
                .step(
                        "an update under load",
                        underLoad("${PORT}", 100, 5, jstack("up", "-d")),
                        answers(URL, "two"),
                        answersByName("peer", "web", "two"),
                        running("web", 1),
                        untouched("peer"),
                        nothingToDo());
        scenario.with("VERSION", "bad")
                .step(
                        "an update that is never healthy",
                        jstackFails(1, List.of("not-ready", "unhealthy"), "up", "-d"),
                        answers(URL, "two"),
                        running("web", 1),
                        untouched("web"));
        scenario.with("VERSION", "three")
                .step("the next one", jstack("up", "-d"), answers(URL, "three"), running("web", 1));
    }

    @Test
    @Tag("long")
    void anotherImageLosesNoneOfAThousandConnectionsASecond() {
        Scenario scenario = up("an update to another image must lose none of 1 000 new connections a second");
        scenario.step(
                        "another image",
                        run("sh", "-c", "printf 'FROM distro.local/busybox\\nRUN echo x >/x\\n' >Dockerfile"))
                .step("built", buildOther())
                .with("IMAGE", "other.local/web:2")
                .with("VERSION", "two")
                .step(
                        "an update under load",
                        underLoad("${PORT}", 1000, 20, jstack("up", "-d")),
                        answers(URL, "two"),
                        running("web", 1),
                        nothingToDo());
    }

    private static Act buildOther() {
        return run(
                "sh",
                "-c",
                "printf 'name: other\\nservices: {web: {image: \"other.local/web:2\", build: .}}\\n' >other.yaml"
                        + " && \"$JSTACK\" -f other.yaml build");
    }

    private static Scenario up(String duty) {
        return Scenario.of("start-first", duty)
                .withFreePort("PORT")
                .step("up", jstack("up", "-d", "--wait"), eventually(answers(URL, "one")));
    }
}
