package io.jstack.tests;

import static io.jstack.tests.scenario.Acts.jstack;
import static io.jstack.tests.scenario.Acts.jstackTried;
import static io.jstack.tests.scenario.Checks.answers;
import static io.jstack.tests.scenario.Checks.eventually;
import static io.jstack.tests.scenario.Checks.nothingDrifted;
import static io.jstack.tests.scenario.Checks.nothingLeft;
import static io.jstack.tests.scenario.Checks.nothingToDo;
import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.tests.scenario.CleanHost;
import io.jstack.tests.scenario.Scenario;
import io.jstack.tests.scenario.SteppedEngine;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * SIGKILL of the engine before and after every step of a plan, and before every record it puts into its place, whatever it is asked for:
 * one kill at each, until the change ends without coming to another. {@link KillStormTest} has the moments in between.
 */
@Tag("root")
@Tag("long")
@ExtendWith(CleanHost.class)
class StepKillsTest {
    private static final String FRONT = "http://127.0.0.1:${PORT}/";
    private static final Map<String, Set<String>> PLACES = Map.of(
            "io.jstack.orchestrator.control.PlanRun", Set.of("run", "end"),
            "io.jstack.engine.DurableFile$Draft", Set.of("publish"));

    /** What is changed, and from which state. */
    private enum Change {
        UP("up -d", From.NOTHING),
        UPDATE("up -d", From.OLDER),
        SCALE("up -d --scale worker=3", From.SAME),
        RESTART("restart db web", From.SAME),
        DOWN("down -v -t 1", From.SAME);

        private final String words;
        private final From from;

        Change(String words, From from) {
            this.words = words;
            this.from = from;
        }
    }

    private enum From {
        NOTHING,
        OLDER,
        SAME
    }

    @ParameterizedTest
    @EnumSource
    void betweenAnyTwoStepsTheEngineMayDie(Change change) throws InterruptedException {
        Scenario scenario = Scenario.of("step-kills", "an engine killed between two steps leaves nothing half done")
                .withFreePort("PORT")
                .with("VERSION", "v0");
        SteppedEngine engine = SteppedEngine.start(PLACES);
        try {
            int places = 0;
            boolean killed = true;
            while (killed) {
                before(scenario, change);
                engine.killAt(places + 1);
                scenario.step(
                        "%s, to die at place %d".formatted(change.words, places + 1),
                        jstackTried(change.words.split(" ", -1)));
                killed = engine.wasKilled();
                if (killed) {
                    places++;
                    engine = engine.again();
                    after(scenario, change);
                }
            }
            engine.requirePlaces();
            System.out.printf("%s: killed at each of %d places%n", change.words, places);
            assertThat(places).as("places in %s", change.words).isGreaterThan(6);
        } finally {
            engine.close();
        }
    }

    private static void before(Scenario scenario, Change change) {
        if (change.from != From.NOTHING) {
            String version = change.from == From.OLDER ? "v0" : "v1";
            scenario.with("VERSION", version)
                    .step("up", jstack("up", "-d"), eventually(answers(FRONT, "web " + version)));
        }
        scenario.with("VERSION", "v1");
    }

    private static void after(Scenario scenario, Change change) {
        if (change != Change.DOWN) {
            scenario.then("it settles by itself", eventually(nothingDrifted()))
                    .step("up", jstack("up", "-d"), eventually(nothingToDo()), eventually(answers(FRONT, "web v1")));
        }
        scenario.step("down", jstack("down", "-v", "-t", "1")).then("nothing is left", nothingLeft());
    }
}
