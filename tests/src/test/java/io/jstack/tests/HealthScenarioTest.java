package io.jstack.tests;

import static io.jstack.tests.scenario.Acts.jstack;
import static io.jstack.tests.scenario.Checks.eventually;
import static io.jstack.tests.scenario.Checks.exited;
import static io.jstack.tests.scenario.Checks.health;
import static io.jstack.tests.scenario.Checks.restartCount;
import static io.jstack.tests.scenario.Checks.restartedInPlace;
import static io.jstack.tests.scenario.Checks.status;
import static io.jstack.tests.scenario.Checks.untouched;

import io.jstack.tests.scenario.CleanHost;
import io.jstack.tests.scenario.Scenario;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("root")
@ExtendWith(CleanHost.class)
class HealthScenarioTest {
    /** moby#28400: an engine labels a container whose probe fails and leaves it so. */
    @Test
    void aServiceThatTurnsUnhealthyIsRestartedAlone() {
        Scenario.of("health", "a service that turns unhealthy must be restarted, and its neighbours left alone")
                .step("up waits until db is healthy", jstack("up", "--wait"), health("db", "healthy"))
                .step(
                        "failing probes bring db back in the same container",
                        jstack("exec", "-T", "db", "rm", "/ready"),
                        eventually(restartCount("db", 1)),
                        eventually(restartedInPlace("db")),
                        untouched("web"))
                .then("and it is healthy again", eventually(health("db", "healthy")), restartCount("db", 1));
    }

    @Test
    void aServiceThatEndsAgainAndAgainReadsCrashLoop() {
        Scenario.of(
                        "crash-loop",
                        "endless failure must back off and say so; what is done or not to be restarted must rest")
                .step("up", jstack("up", "-d"), eventually(status("broken", "crash-loop")))
                .then("success is the end", exited("done", 0), restartCount("done", 0))
                .then("restart: \"no\" is reported", exited("reported", 4), restartCount("reported", 0));
    }
}
