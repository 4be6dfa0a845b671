package io.jstack.tests;

import static io.jstack.tests.scenario.Acts.close;
import static io.jstack.tests.scenario.Acts.jstack;
import static io.jstack.tests.scenario.Acts.rebootTheHost;
import static io.jstack.tests.scenario.Acts.takePort;
import static io.jstack.tests.scenario.Checks.answers;
import static io.jstack.tests.scenario.Checks.event;
import static io.jstack.tests.scenario.Checks.eventsInOrder;
import static io.jstack.tests.scenario.Checks.eventually;
import static io.jstack.tests.scenario.Checks.host;
import static io.jstack.tests.scenario.Checks.logged;
import static io.jstack.tests.scenario.Checks.running;
import static io.jstack.tests.scenario.Checks.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.tests.scenario.CleanHost;
import io.jstack.tests.scenario.Scenario;
import java.io.IOException;
import java.net.ServerSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("root")
@Tag("long")
@ExtendWith(CleanHost.class)
class RebootScenarioTest {
    @Test
    void afterABootWhatHasToRunComesBackInOrderAndTheRestWaitsSayingSo() {
        Scenario.of("reboot", "a host that was started anew brings its stacks back by itself")
                .withFreePort("PORT")
                .with("KEY", "from the environment")
                .step(
                        "up",
                        jstack("up", "-d", "--wait"),
                        eventually(logged("keyed", "from the environment")),
                        answers("http://127.0.0.1:${PORT}/", "1"))
                .step("one service is stopped by hand", jstack("stop", "halted"))
                .step("the host reboots", rebootTheHost(scenario -> ""))
                .step(
                        "and the engine is started",
                        jstack("engine", "start"),
                        eventually(answers("http://127.0.0.1:${PORT}/", "2")),
                        eventsInOrder(
                                "start.*reboot-db-1", "health_status reboot-db-1.*=healthy", "start.*reboot-web-1"),
                        state("halted", "exited"),
                        state("keyed", "exited"),
                        event("waits", "its secrets came from the environment"),
                        host(
                                text -> assertThat(text).contains("waits for secrets of the environment"),
                                "sh",
                                "-ec",
                                "$JSTACK ps -a --format json keyed"),
                        host(
                                text -> assertThat(text).isEqualTo("once\n"),
                                "sh",
                                "-ec",
                                "cat /var/lib/$JSTACK_INSTANCE/volumes/reboot_data/_data/migrations"))
                .step("up with the environment brings it back", jstack("up", "-d", "keyed"), running("keyed", 1));
    }

    @Test
    void aPortTakenWhileTheHostWasDownIsNamedAndTakenBackOnceItIsFree() throws IOException {
        try (ServerSocket other = new ServerSocket()) {
            Scenario.of("reboot", "a port somebody else took in the meantime is waited for")
                    .withFreePort("PORT")
                    .with("KEY", "k")
                    .step("up", jstack("up", "-d", "--wait"), answers("http://127.0.0.1:${PORT}/", "1"))
                    .step(
                            "the host reboots, and somebody is faster",
                            rebootTheHost(takePort(other)),
                            eventually(event("127.0.0.1:", "java")),
                            running("db", 1))
                    .step("and goes away", close(other), eventually(answers("http://127.0.0.1:${PORT}/", "2")));
        }
    }
}
