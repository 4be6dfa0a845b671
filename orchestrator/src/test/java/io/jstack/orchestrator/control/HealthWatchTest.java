package io.jstack.orchestrator.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.orchestrator.HealthTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HealthWatchTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private static HealthWatch starting(Optional<Duration> startInterval) {
        return HealthWatch.begin(
                new HealthSettings(
                        new HealthTest.Inside(List.of("CMD", "true")),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(30),
                        3,
                        Duration.ofMinutes(1),
                        startInterval),
                START);
    }

    private static List<Long> waits(HealthWatch watch) {
        return Stream.generate(() -> watch.untilNext(START).toMillis()).limit(8).toList();
    }

    @Test
    void theWaitsGrowToTheStartIntervalOfTheFile() {
        assertThat(waits(starting(Optional.of(Duration.ofSeconds(5)))))
                .containsExactly(100L, 200L, 400L, 800L, 1600L, 3200L, 5000L, 5000L);
        assertThat(waits(starting(Optional.of(Duration.ofMillis(50))))).containsOnly(50L);
    }

    @Test
    void withoutOneTheyGrowToASecond() {
        assertThat(waits(starting(Optional.empty())))
                .containsExactly(100L, 200L, 400L, 800L, 1000L, 1000L, 1000L, 1000L);
    }

    @Test
    void afterTheStartPeriodTheIntervalHolds() {
        HealthWatch watch = starting(Optional.of(Duration.ofSeconds(5)));
        assertThat(watch.untilNext(START.plusSeconds(61))).isEqualTo(Duration.ofSeconds(30));
    }
}
