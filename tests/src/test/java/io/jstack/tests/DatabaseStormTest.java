package io.jstack.tests;

import static io.jstack.tests.scenario.Acts.jstack;
import static io.jstack.tests.scenario.Acts.killBehindOurBack;
import static io.jstack.tests.scenario.Acts.killedDuring;
import static io.jstack.tests.scenario.Checks.answers;
import static io.jstack.tests.scenario.Checks.eventually;
import static io.jstack.tests.scenario.Checks.nothingDrifted;
import static io.jstack.tests.scenario.Checks.nothingToDo;
import static io.jstack.tests.scenario.Checks.running;

import io.jstack.tests.scenario.CleanHost;
import io.jstack.tests.scenario.Scenario;
import io.jstack.tests.scenario.Visits;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * PostgreSQL under write load, while the engine is killed in the middle of everything done to it. {@code -Djstack.kill.points=N} says how
 * often, {@code -Djstack.kill.seed=N} when.
 */
@Tag("root")
@Tag("long")
@ExtendWith(CleanHost.class)
class DatabaseStormTest {
    private static final int POINTS = Integer.getInteger("jstack.kill.points", 30);
    private static final List<String> CHANGES = List.of(
            "restart db",
            "restart",
            "up -d --force-recreate db",
            "up -d --force-recreate",
            "kill -s KILL db",
            "stop db");

    private final Random random = new Random(Long.getLong("jstack.kill.seed", 1));

    @Test
    void noAcknowledgedTransactionIsLost() {
        Scenario scenario = Scenario.at(
                        Scenario.repository().resolve("examples/compose-files/web-db"),
                        "what the database acknowledged outlives every kill")
                .withFreePort("WEB_PORT")
                .step("up", jstack("up", "-d", "--wait"), answers("http://127.0.0.1:${WEB_PORT}/", "visits: 1"));
        try (Visits visits = Visits.begin(Integer.parseInt(scenario.variable("WEB_PORT")))) {
            for (int i = 0; i < POINTS; i++) {
                storm(scenario);
            }
            scenario.then("no visit was forgotten", visits.nothingForgotten(POINTS));
        }
        scenario.step("down", jstack("down", "-v", "-t", "5"));
    }

    private void storm(Scenario scenario) {
        String words = CHANGES.get(random.nextInt(CHANGES.size()));
        int lines = 1 + random.nextInt(6);
        Duration then = Duration.ofMillis(random.nextInt(200));
        scenario.step(
                "%s, killed %s after line %d".formatted(words, then, lines),
                killedDuring(lines, then, words.split(" ", -1)),
                eventually(nothingDrifted()));
        scenario.step("and up", jstack("up", "-d", "--wait"), eventually(nothingToDo()));
        scenario.step("the database itself is killed", killBehindOurBack("db"), eventually(running("db", 1)));
    }
}
