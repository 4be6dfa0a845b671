package io.jstack.tests;

import static io.jstack.tests.scenario.Acts.eachVeth;
import static io.jstack.tests.scenario.Acts.jstack;
import static io.jstack.tests.scenario.Acts.script;
import static io.jstack.tests.scenario.Checks.eventually;
import static io.jstack.tests.scenario.Checks.nothingDrifted;
import static io.jstack.tests.scenario.Checks.running;
import static io.jstack.tests.scenario.Checks.within;
import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.tests.scenario.Act;
import io.jstack.tests.scenario.CleanHost;
import io.jstack.tests.scenario.Scenario;
import io.jstack.tests.scenario.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Kills, edits and health failures for half an hour, and an engine that is as large afterwards as before. {@code
 * -Djstack.soak.minutes=N} says how long.
 */
@Tag("root")
@Tag("long")
@ExtendWith(CleanHost.class)
class SoakTest {
    private static final Duration LENGTH = Duration.ofMinutes(Integer.getInteger("jstack.soak.minutes", 30));
    private static final int SERVICES = 10;

    /** What chance strikes often is in its crash loop's back-off, and comes back a minute later; as long again for a slow machine. */
    private static final Duration LONGEST_BACK_OFF = Duration.ofMinutes(2);

    private final Random random = new Random(Long.getLong("jstack.soak.seed", 1));

    @Test
    void nothingGrows() {
        Scenario scenario = Scenario.of("soak", "an engine that repairs all day stays as large as it was")
                .step("up", jstack("up", "-d", "--wait"), running("plain", SERVICES), running("checked", SERVICES));
        disturb(scenario, LENGTH.dividedBy(4));
        Usage before = Usage.now();
        disturb(scenario, LENGTH.multipliedBy(3).dividedBy(4));
        Usage after = Usage.now();
        assertThat(after.growthSince(before)).as("%s, then %s", before, after).isEmpty();
    }

    private void disturb(Scenario scenario, Duration length) {
        Instant end = Instant.now().plus(length);
        while (Instant.now().isBefore(end)) {
            String service = random.nextBoolean() ? "plain" : "checked";
            String index = Integer.toString(1 + random.nextInt(SERVICES));
            scenario.step("disturbed", disturbance(service, index));
        }
        scenario.then(
                "and all is well again",
                within(LONGEST_BACK_OFF, running("plain", SERVICES)),
                within(LONGEST_BACK_OFF, running("checked", SERVICES)),
                eventually(nothingDrifted()));
    }

    private Act disturbance(String service, String index) {
        return switch (random.nextInt(6)) {
            case 0 ->
                tolerant("p=$($JSTACK container inspect -f '{{.State.Pid}}' soak-" + service + "-" + index
                        + "); [ $p -gt 1 ] && kill -9 $p");
            case 1 -> tolerant("$JSTACK exec -T --index " + index + " " + service + " sh -c 'echo x >>/etc/hosts'");
            case 2 -> tolerant("$JSTACK exec -T --index " + index + " checked rm -f /tmp/ready");
            case 3 -> tolerant("$JSTACK kill -s KILL plain; $JSTACK start plain");
            case 4 ->
                tolerant("for f in /sys/fs/cgroup/pids/$JSTACK_INSTANCE/*/pids.max"
                        + " /sys/fs/cgroup/$JSTACK_INSTANCE/*/pids.max; do echo 77 >$f; break; done");
            default -> ifItIsThere(eachVeth("ip", "link", "set", "{}", "down"));
        };
    }

    /** A link may go between the look and the deed, with the container it belongs to. */
    private static Act ifItIsThere(Act act) {
        return scenario -> {
            try {
                return act.perform(scenario);
            } catch (AssertionError gone) {
                return "gone meanwhile: " + gone.getMessage();
            }
        };
    }

    /** What is disturbed may just be down. */
    private static Act tolerant(String lines) {
        return script("{ " + lines + "; } >/dev/null 2>&1 || :");
    }
}
