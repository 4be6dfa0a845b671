package io.jstack.tests;

import static io.jstack.tests.scenario.Acts.jstack;
import static io.jstack.tests.scenario.Acts.killedDuring;
import static io.jstack.tests.scenario.Checks.answers;
import static io.jstack.tests.scenario.Checks.eventually;
import static io.jstack.tests.scenario.Checks.host;
import static io.jstack.tests.scenario.Checks.nothingDrifted;
import static io.jstack.tests.scenario.Checks.nothingToDo;
import static io.jstack.tests.scenario.Checks.running;
import static io.jstack.tests.scenario.Checks.untouched;
import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.tests.scenario.CleanHost;
import io.jstack.tests.scenario.Scenario;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * SIGKILL of the engine in the middle of every kind of change, at a step of its plan or a moment after. {@code -Djstack.kill.points=N}
 * says how often, {@code -Djstack.kill.seed=N} which.
 */
@Tag("root")
@Tag("long")
@ExtendWith(CleanHost.class)
class KillStormTest {
    private static final int POINTS = Integer.getInteger("jstack.kill.points", 200);
    private static final int BEFORE_DOWN = 10;
    private static final String FRONT = "http://127.0.0.1:${PORT}/";

    private final Random random = new Random(Long.getLong("jstack.kill.seed", 1));

    @Test
    void whateverItWasDoingTheEngineComesBackAndMakesItTrue() {
        for (int done = 0; done < POINTS; done += BEFORE_DOWN + 1) {
            round(Math.min(BEFORE_DOWN, POINTS - done));
        }
    }

    /** From up to down. */
    private void round(int points) {
        Scenario scenario = Scenario.of("storm", "an engine killed at any point leaves nothing half done")
                .withFreePort("PORT")
                .with("VERSION", "v0")
                .step("up", jstack("up", "-d"), running("writer", 1), eventually(answers(FRONT, "front v0")));
        for (int i = 1; i <= points; i++) {
            scenario.with("VERSION", "v" + i);
            String words = change();
            int lines = 1 + random.nextInt(14);
            Duration then = Duration.ofMillis(random.nextInt(40));
            scenario.step(
                    "%s, killed %s after line %d".formatted(words, then, lines),
                    killedDuring(lines, then, words.split(" ", -1)),
                    eventually(nothingDrifted()),
                    untouched("writer"));
            scenario.step(
                    "and up", jstack("up", "-d"), eventually(nothingToDo()), eventually(answers(FRONT, "front v" + i)));
        }
        scenario.then(
                        "the writer's log is what it wrote",
                        host(text -> assertThat(text.strip()).isEqualTo("the same"), "sh", "-ec", """
                                file=/var/lib/$JSTACK_INSTANCE/volumes/storm_data/_data/lines
                                n=$(wc -l <$file)
                                $JSTACK logs --no-log-prefix --no-color writer | head -n $n >log
                                head -n $n $file | cmp - log && echo the same
                                """))
                .step(
                        "down, killed on its way",
                        killedDuring(
                                1 + random.nextInt(14), Duration.ofMillis(random.nextInt(40)), "down", "-v", "-t", "1"))
                .step("and down", jstack("down", "-v", "-t", "1"));
    }

    private String change() {
        List<String> changes = List.of(
                "up -d",
                "up -d",
                "up -d --scale web=" + (1 + random.nextInt(4)),
                "up -d --force-recreate web front",
                "restart web",
                "restart db web front",
                "stop web front");
        return changes.get(random.nextInt(changes.size()));
    }
}
