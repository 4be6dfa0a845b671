package io.jstack.tests;

import static io.jstack.tests.scenario.Acts.jstack;
import static io.jstack.tests.scenario.Acts.run;
import static io.jstack.tests.scenario.Checks.eventually;
import static io.jstack.tests.scenario.Checks.prints;
import static io.jstack.tests.scenario.Checks.running;

import io.jstack.tests.scenario.CleanHost;
import io.jstack.tests.scenario.Pane;
import io.jstack.tests.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code container run -it}, {@code attach}, {@code start -ai} and {@code exec -it} at a person's terminal, and in pipes. */
@Tag("root")
@ExtendWith(CleanHost.class)
class AloneTerminalScenarioTest {
    private static final String IMAGE = "distro.local/busybox";
    private static final int LINES = 10_000;

    private final Scenario scenario =
            Scenario.of("alone", "a container's terminal must be a terminal, and its pipes must be pipes");

    @BeforeEach
    void up() {
        scenario.withFreePort("PORT").step("up", jstack("up", "-d"), running("neighbour", 1));
    }

    @AfterEach
    void clear() {
        scenario.step(
                "remove what is left",
                run("sh", "-c", "$JSTACK container rm -f t-term t-pipe; $JSTACK network rm -f bridge"));
    }

    @Test
    void aTerminalIsLeftAndJoinedAgain() {
        try (Pane pane = Pane.running(scenario, "container run -it --name t-term " + IMAGE + " sh")) {
            pane.types("mine=kept; echo pid $$").shows("pid 1");
            pane.types("stty size").shows("24 80");
            pane.presses("C-p")
                    .presses("C-q")
                    .shows("detached; t-term still runs")
                    .shows("code=0");
        }
        scenario.then(
                "it runs on", eventually(prints("true", "container", "inspect", "-f", "{{.State.Running}}", "t-term")));
        try (Pane pane = Pane.running(scenario, "container attach --detach-keys ctrl-x t-term")) {
            pane.types("echo still $mine").shows("still kept");
            pane.resizedTo(101, 31).types("stty size").shows("31 101");
            pane.types("echo begun; sleep 1000").shows("begun");
            pane.presses("C-c").types("echo interrupted $?").shows("interrupted 130");
            pane.presses("C-x").shows("detached; t-term still runs");
        }
        try (Pane pane = Pane.running(scenario, "container exec -it t-term sh")) {
            pane.types("sleep 2000 & echo job $!").shows("job [0-9]+");
            pane.presses("C-p").presses("C-q").shows("detached; sh still runs").shows("code=0");
        }
        scenario.step(
                "what was left runs on", run("sh", "-c", "$JSTACK container exec t-term ps | grep -q 'sleep 2000'"));
        try (Pane pane = Pane.running(scenario, "container attach t-term")) {
            pane.types("exit 3").shows("code=3");
        }
        try (Pane pane = Pane.running(scenario, "container start -ai t-term")) {
            pane.types("echo anew $$").shows("anew 1");
            pane.types("exit 4").shows("code=4");
        }
    }

    @Test
    void aMillionBytesArePastedWithoutLoss() throws IOException {
        Path text = scenario.directory().resolve("pasted");
        Files.writeString(text, ("x".repeat(99) + "\n").repeat(LINES));
        // no line editor: it would ask the terminal where the cursor is, and cat would read the answer
        String words = " sh -c 'stty -echo; echo ready; exec cat >/pasted'";
        try (Pane pane = Pane.running(scenario, "container run -it --name t-term " + IMAGE + words)) {
            pane.shows("ready").pastes(text);
            scenario.then(
                    "all of it came",
                    eventually(prints("1000000", "container", "exec", "t-term", "stat", "-c", "%s", "/pasted")));
            pane.presses("C-d").shows("code=0");
        }
        scenario.step(
                "and is what it was",
                run("sh", "-ec", "$JSTACK container export t-term | tar xO pasted | cmp - pasted"));
    }

    @Test
    void pipesEndWhereverTheyAreClosed() {
        scenario.step("start", jstack("container", "run", "-d", "--name", "t-pipe", IMAGE, "sleep", "1000"))
                .step(
                        "a million bytes there and back",
                        run(
                                "sh",
                                "-ec",
                                "head -c 1000000 /dev/urandom >in; $JSTACK container exec -i t-pipe cat <in >out; cmp in out"))
                .step(
                        "input closed early",
                        run(
                                "sh",
                                "-ec",
                                "test \"$(echo one | $JSTACK container exec -i t-pipe sh -c 'cat; echo end')\""
                                        + " = \"$(printf 'one\\nend')\""))
                .step(
                        "a pipe through a container",
                        run(
                                "sh",
                                "-ec",
                                "test \"$(echo through | timeout 60 $JSTACK container run --rm -i " + IMAGE
                                        + " tr a-z A-Z)\" = THROUGH"))
                .step(
                        "no input at all",
                        run(
                                "sh",
                                "-ec",
                                "test \"$($JSTACK container exec -i t-pipe sh -c 'cat; echo end' <&-)\" = end"))
                .step(
                        "output to a closed pipe",
                        run("sh", "-ec", "test \"$(timeout 20 $JSTACK container exec t-pipe yes | head -n 1)\" = y"))
                .step(
                        "which ends what wrote to it",
                        run("sh", "-c", "! $JSTACK container exec t-pipe ps | grep -w yes"));
    }
}
