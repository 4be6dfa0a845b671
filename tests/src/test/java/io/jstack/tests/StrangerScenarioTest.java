package io.jstack.tests;

import static io.jstack.tests.scenario.Acts.strangerFails;

import io.jstack.tests.scenario.CleanHost;
import io.jstack.tests.scenario.Scenario;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A user who is neither root nor in the group jstack. */
@Tag("root")
@ExtendWith(CleanHost.class)
class StrangerScenarioTest {
    @Test
    void aStrangerIsToldWhatIsMissing() {
        Scenario.of("inside", "who may not use the engine must be told so, and how to get in")
                .step(
                        "ps",
                        strangerFails(
                                1,
                                List.of(
                                        "jstack: not-permitted: this user may not connect to /run/${INSTANCE}/engine.sock",
                                        "try: sudo jstack, or join the group jstack"),
                                "ps"))
                .step("engine stop", strangerFails(1, List.of("not-permitted: ", "try: "), "engine", "stop"))
                .step("engine status", strangerFails(1, List.of("not-permitted: ", "try: "), "engine", "status"));
    }

    @Test
    void aStrangerStartsNoEngine() {
        Scenario.of("inside", "who may not use an engine must not start one")
                .with("JSTACK_INSTANCE", "jstack-of-nobody")
                .step(
                        "ps",
                        strangerFails(
                                1,
                                List.of(
                                        "jstack: engine-not-running: ",
                                        "there is no /run/jstack-of-nobody/engine.sock",
                                        "try: sudo jstack engine start"),
                                "ps"));
    }
}
