package io.jstack.tests;

import static io.jstack.tests.scenario.Acts.jstack;
import static io.jstack.tests.scenario.Checks.eventually;
import static io.jstack.tests.scenario.Checks.exited;
import static io.jstack.tests.scenario.Checks.health;
import static io.jstack.tests.scenario.Checks.inside;
import static io.jstack.tests.scenario.Checks.restartCount;
import static io.jstack.tests.scenario.Checks.restartedInPlace;
import static io.jstack.tests.scenario.Checks.running;
import static io.jstack.tests.scenario.Checks.status;
import static io.jstack.tests.scenario.Checks.untouched;
import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.tests.scenario.Check;
import io.jstack.tests.scenario.CleanHost;
import io.jstack.tests.scenario.Scenario;
import java.util.List;
import java.util.regex.Pattern;
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

    @Test
    void aRestartComesAfterAsManyFailuresAsTheFileSaysAndNeverInsideTheStartPeriod() {
        Scenario scenario = Scenario.of("health-limits", "a restart for health must come when the file says, and once")
                .step(
                        "up",
                        jstack("up", "-d"),
                        running("neighbour", 1),
                        eventually(health("db", "healthy")),
                        eventually(health("slow", "healthy")))
                .then(
                        "failures inside the start period do not count",
                        restartCount("slow", 0),
                        diary("slow", "start \\S+ (fail )+(ok )+"))
                .step(
                        "db fails",
                        jstack("exec", "-T", "db", "rm", "/ready"),
                        eventually(restartCount("db", 1)),
                        eventually(restartedInPlace("db")),
                        eventually(health("db", "healthy")),
                        untouched("neighbour"),
                        untouched("slow"))
                .then(
                        "it was three failures, one after the other, and one restart",
                        eventually(diary("db", "start \\S+ (ok )+(fail ){3}start \\S+ (ok ){5,}")),
                        restartCount("db", 1))
                .then(
                        "not inside the start period",
                        eventually(inside("late", HealthScenarioTest::fourSecondsApart, "cat", "/diary")))
                .then("endless failure backs off and says when it goes on", eventually(status("never", CRASH_LOOP)));
        scenario.then(
                "its neighbours were left alone all the time", restartCount("neighbour", 0), restartCount("slow", 0));
    }

    private static final Pattern CRASH_LOOP = Pattern.compile("crash-loop \\(unhealthy\\) next try in .*");

    /** The service's diary, on one line. */
    private static Check diary(String service, String regex) {
        return inside(service, diary -> assertThat(diary.replace('\n', ' ')).matches(regex), "cat", "/diary");
    }

    /** Between one start and the next lie the start period of 4 s and a failure, with at least one failure inside the period. */
    private static void fourSecondsApart(String diary) {
        List<Double> starts = diary.lines()
                .filter(line -> line.startsWith("start "))
                .map(line -> Double.valueOf(line.substring("start ".length())))
                .toList();
        assertThat(starts).hasSizeGreaterThan(1);
        for (int i = 1; i < starts.size(); i++) {
            assertThat(starts.get(i) - starts.get(i - 1)).isGreaterThanOrEqualTo(4);
        }
        assertThat(diary.lines().filter("fail"::equals)).hasSizeGreaterThan(3);
    }
}
