package io.jstack.tests;

import static io.jstack.tests.scenario.Acts.jstack;
import static io.jstack.tests.scenario.Acts.killTheEngine;
import static io.jstack.tests.scenario.Acts.run;
import static io.jstack.tests.scenario.Checks.eventually;
import static io.jstack.tests.scenario.Checks.logged;
import static io.jstack.tests.scenario.Checks.running;
import static io.jstack.tests.scenario.Checks.untouched;
import static io.jstack.tests.scenario.Checks.wholeLog;
import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.tests.scenario.Act;
import io.jstack.tests.scenario.CleanHost;
import io.jstack.tests.scenario.Pane;
import io.jstack.tests.scenario.Scenario;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The first process of a service, joined, left and joined again; the engine may die in between. */
@Tag("root")
@ExtendWith(CleanHost.class)
class AttachScenarioTest {
    @Test
    void aShellOnATerminalGoesOnAfterTheEngineWasKilled() {
        Scenario scenario = Scenario.of(
                        "terminal", "the shell of a service with tty: true must outlive the engine, with its terminal")
                .step("up", jstack("up", "-d"), running("shell", 1));
        try (Pane pane = Pane.running(scenario, "attach shell")) {
            pane.types("mine=kept; echo pid $$").shows("pid 1");
            pane.types("sleep 1000 &").types("echo job $!").shows("job [0-9]+");
            scenario.step("kill -9 of the engine", killTheEngine());
            pane.shows(".*engine-gone.*").shows("code=1");
            scenario.then("it is back", eventually(untouched("shell")));
        }
        try (Pane pane = Pane.running(scenario, "attach shell")) {
            pane.types("echo still $mine, pid $$").shows("still kept, pid 1");
            pane.types("tty").shows("/dev/(pts/[0-9]+|console)");
            pane.types("jobs").shows(".*Running.*sleep 1000.*");
            // only the shell of a controlling terminal has these
            pane.types("echo begun; sleep 1000").shows("begun");
            pane.presses("C-z").shows(".*Stopped.*sleep 1000");
            pane.types("fg").shows("sleep 1000");
            pane.presses("C-c").types("echo interrupted $?").shows("interrupted 130");
            pane.types("stty size").shows("24 80");
            pane.resizedTo(101, 31).types("stty size").shows("31 101");
            pane.presses("C-p")
                    .presses("C-q")
                    .shows("detached; terminal-shell-1 still runs")
                    .shows("code=0");
        }
        scenario.then("leaving it is not ending it", untouched("shell"));
        try (Pane pane = Pane.running(scenario, "attach shell")) {
            pane.types("echo yet $mine").shows("yet kept");
        }
    }

    @Test
    void anInputThatIsKeptOpenStaysOpenWhateverBecomesOfWhoWroteToIt() {
        Scenario.of("terminal", "the input of a service with stdin_open: true must end with the service, not before")
                .step("up", jstack("up", "-d"), running("listener", 1))
                .step("a line by attach", said("one"), eventually(logged("listener", "heard one")))
                .step("kill -9 of the engine", killTheEngine(), eventually(untouched("listener")))
                .step("another line", said("two"), eventually(logged("listener", "heard one\nheard two\n")))
                .then("and no end", wholeLog("listener", log -> assertThat(log).isEqualTo("heard one\nheard two\n")));
    }

    /** By somebody whose own input ends at once. */
    private static Act said(String line) {
        return run("sh", "-c", "echo " + line + " | \"$JSTACK\" attach listener >/dev/null 2>&1 &");
    }
}
