package io.jstack.tests;

import static io.jstack.tests.scenario.Acts.jstack;
import static io.jstack.tests.scenario.Acts.jstackPrints;
import static io.jstack.tests.scenario.Checks.nothingToDo;
import static io.jstack.tests.scenario.Checks.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.tests.scenario.CleanHost;
import io.jstack.tests.scenario.Scenario;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("root")
@ExtendWith(CleanHost.class)
class FoundByNameScenarioTest {
    @Test
    void theFileIsNamedOrFoundAndFlagsStandOnEitherSide() {
        Scenario.of("found-by-name", "the stack file must be found by name, and named before or after the command")
                .step("up finds stack.yaml", jstack("up", "-d"), running("web", 1), nothingToDo())
                .step("-f after the command", jstack("up", "-d", "-f", "stack.yaml"), running("web", 1))
                .step(
                        "-f before it",
                        jstackPrints(
                                table -> assertThat(table).contains("found-by-name-web-1"), "-f", "stack.yaml", "ps"));
    }

    @Test
    void aPidOfAJvmIsHandedToTheJdksThreadDumpTool() {
        String pid = Long.toString(ProcessHandle.current().pid());
        Scenario.of("found-by-name", "the name is shared with the JDK's tool, which must stay reachable")
                .step(
                        "jstack PID prints this JVM's threads",
                        jstackPrints(dump -> assertThat(dump).contains("Full thread dump"), pid));
    }
}
