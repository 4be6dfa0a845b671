package io.jstack.tests;

import static io.jstack.tests.scenario.Acts.jstack;
import static io.jstack.tests.scenario.Acts.run;
import static io.jstack.tests.scenario.Checks.running;

import io.jstack.tests.scenario.CleanHost;
import io.jstack.tests.scenario.Pane;
import io.jstack.tests.scenario.Scenario;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("root")
@ExtendWith(CleanHost.class)
class TerminalScenarioTest {
    @ParameterizedTest
    @ValueSource(strings = {"exec -it box sh", "run --rm -it box sh"})
    void aShellInATerminalIsAShellInATerminal(String words) {
        Scenario scenario = Scenario.of(
                        "terminal", "a shell in a container must have job control, signals and the terminal's size")
                .step("up", jstack("up", "-d"), running("box", 1));
        try (Pane pane = Pane.running(scenario, words)) {
            pane.types("echo $((40 + 2)) lives").shows("42 lives");
            pane.types("tty").shows("/dev/(pts/[0-9]+|console)");
            // a key pressed while the shell still reads its line would be the line editor's, not the job's
            pane.types("echo begun; sleep 1000").shows("begun");
            pane.presses("C-c").types("echo interrupted $?").shows("interrupted 130");
            pane.types("echo again; sleep 1000").shows("again");
            pane.presses("C-z").shows(".*Stopped.*sleep 1000");
            pane.types("fg").shows("sleep 1000");
            pane.presses("C-c").types("echo resumed").shows("resumed");
            pane.types("stty size").shows("24 80");
            pane.resizedTo(101, 31).types("stty size").shows("31 101");
            pane.types("exit 3").shows("code=3");
        }
    }

    @Test
    void theOtherEndOfAPipeGetsEveryByteAndTheEndOfInput() {
        Scenario.of("terminal", "pipes must pass through unchanged, with their end")
                .step("up", jstack("up", "-d"), running("box", 1))
                .step(
                        "a million bytes there and back",
                        run(
                                "sh",
                                "-ec",
                                "head -c 1000000 /dev/urandom >in; \"$JSTACK\" exec -T box cat <in >out; cmp in out"));
    }
}
