package io.jstack.tests;

import static io.jstack.tests.scenario.Acts.close;
import static io.jstack.tests.scenario.Acts.jstack;
import static io.jstack.tests.scenario.Acts.rebootTheHost;
import static io.jstack.tests.scenario.Acts.takePort;
import static io.jstack.tests.scenario.Checks.answers;
import static io.jstack.tests.scenario.Checks.event;
import static io.jstack.tests.scenario.Checks.eventually;
import static io.jstack.tests.scenario.Checks.running;

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
