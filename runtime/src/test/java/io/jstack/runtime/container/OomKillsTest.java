package io.jstack.runtime.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.runtime.ExitStatus;
import java.time.Instant;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Whose memory it was. */
class OomKillsTest {
    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

    private final AtomicLong kernel = new AtomicLong();
    private final OomKills kills = new OomKills(kernel::get);

    private static ExitStatus killed(int second) {
        return new ExitStatus(OptionalInt.empty(), OptionalInt.of(9), false, NOON.plusSeconds(second));
    }

    @Test
    void aKillOfAnExecIsNotTheContainers() {
        long before = kills.now();
        kernel.incrementAndGet();
        kills.execEnded(before, killed(0));
        assertThat(kills.hitContainer(NOON.plusSeconds(60))).isFalse();
        kernel.incrementAndGet();
        assertThat(kills.hitContainer(NOON.plusSeconds(60))).isTrue();
    }

    @Test
    void aKillOfTheContainerTakesItsExecsAlongAndIsItsOwn() {
        long before = kills.now();
        kernel.incrementAndGet();
        kills.execEnded(before, killed(0));
        assertThat(kills.hitContainer(NOON.plusMillis(20))).isTrue();
    }

    @Test
    void whatEndsOtherwiseOrWithoutTheKernelsKillChangesNothing() {
        long before = kills.now();
        kills.execEnded(before, killed(0)); // by somebody's kill -9
        kernel.incrementAndGet();
        kills.execEnded(before, ExitStatus.ofWaitStatus(0, NOON));
        assertThat(kills.hitContainer(NOON.plusSeconds(60))).isTrue();
    }
}
