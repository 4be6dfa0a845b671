package io.jstack.tests;

import static io.jstack.tests.scenario.Acts.jstack;
import static io.jstack.tests.scenario.Checks.answers;
import static io.jstack.tests.scenario.Checks.eventually;
import static io.jstack.tests.scenario.Checks.host;
import static io.jstack.tests.scenario.Checks.logged;
import static io.jstack.tests.scenario.Checks.running;
import static io.jstack.tests.scenario.Checks.untouched;
import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.tests.scenario.Check;
import io.jstack.tests.scenario.CleanHost;
import io.jstack.tests.scenario.Connections;
import io.jstack.tests.scenario.Latency;
import io.jstack.tests.scenario.Scenario;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Containers that take all they can get beside one that wants little: the neighbour and the engine answer in at most twice the time they
 * take when nobody attacks. Medians, each attack beside a measurement of its own just before it.
 */
@Tag("root")
@Tag("long")
@ExtendWith(CleanHost.class)
class LimitAttacksTest {
    private static final int CONNECTIONS = 10_000;

    @Test
    void aForkBombIsNobodyElsesAffair() throws IOException {
        attack("fork-bomb", eventually(logged("fork-bomb", "can't fork")));
    }

    @Test
    void aMemoryHogIsNobodyElsesAffair() throws IOException {
        attack("memory-hog", eventually(logged("memory-hog", "ended with 137")));
    }

    @Test
    void descriptorsOfOneAreNotThoseOfOthers() throws IOException {
        attack("descriptors", eventually(logged("descriptors", "oo many open files")));
    }

    @Test
    void aFloodOfLogsIsBoundedAndNobodyElsesAffair() throws IOException {
        attack("log-flood", eventually(logged("log-flood", "all work and no play")));
    }

    @Test
    void aHundredThousandLinesASecondAreNobodyElsesAffair() throws IOException {
        attack("lines", eventually(logged("lines", "10000")));
    }

    @Test
    void fullSharedMemoryIsNobodyElsesAffair() throws IOException {
        attack("shared-memory", eventually(logged("shared-memory", "No space left on device")));
    }

    @Test
    void aProcessorHogIsNobodyElsesAffair() throws IOException {
        attack("cpu-hog", eventually(running("cpu-hog", 1)));
    }

    @Test
    void tenThousandConnectionsToOnePortAreNobodyElsesAffair() throws IOException {
        Scenario scenario = begin();
        Latency idle = measure(scenario);
        scenario.step("the port", jstack("up", "-d", "port"), eventually(answers("http://127.0.0.1:${ATTACKED}/", "")));
        try (Connections connections = Connections.to(Integer.parseInt(scenario.variable("ATTACKED")), CONNECTIONS)) {
            judge(scenario, idle, connections.toString());
        }
    }

    private static Scenario begin() {
        return Scenario.of("attacks", "what one container does to itself must not slow its neighbour or the engine")
                .withFreePort("PORT")
                .withFreePort("ATTACKED")
                .step("up", jstack("up", "-d", "victim"), eventually(answers("http://127.0.0.1:${PORT}/", "victim")));
    }

    private static void attack(String attacker, Check hasBegun) {
        Scenario scenario = begin();
        Latency idle = measure(scenario);
        scenario.step(attacker, jstack("up", "-d", attacker), hasBegun);
        judge(scenario, idle, attacker);
    }

    private static Latency measure(Scenario scenario) {
        return Latency.of(scenario, Integer.parseInt(scenario.variable("PORT")));
    }

    private static void judge(Scenario scenario, Latency idle, String attack) {
        Latency attacked = measure(scenario);
        System.out.printf("%s: %s; idle %s%n", attack, attacked, idle);
        assertThat(attacked.times(idle))
                .as("%s: %s; idle %s", attack, attacked, idle)
                .isLessThanOrEqualTo(2);
        scenario.then(
                "and the victim is as it was, and logs are bounded",
                untouched("victim"),
                host(
                        kilobytes -> assertThat(Integer.parseInt(kilobytes.strip()))
                                .as("kilobytes of logs")
                                .isLessThan(10_000),
                        "sh",
                        "-ec",
                        "find /var/lib/$JSTACK_INSTANCE -path '*logs*' -type f -exec du -ck {} + | tail -n 1 | cut -f 1"));
    }
}
