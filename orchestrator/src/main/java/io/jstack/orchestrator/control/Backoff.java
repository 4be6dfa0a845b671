package io.jstack.orchestrator.control;

import java.time.Duration;
import java.util.Optional;

/**
 * How long to wait before a container is started again. At once when it had run {@value #LONG_SECONDS} s; else 100 ms, doubling to one
 * minute. Numbers as Docker's, moby {@code restartmanager.go}, save that a first quick end counts too.
 */
final class Backoff {
    private static final int LONG_SECONDS = 10;

    /** A run that long was a good one. */
    static final Duration LONG_RUN = Duration.ofSeconds(LONG_SECONDS);

    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final int CRASH_LOOP = 5;

    private int quickEnds;
    private Duration next = FIRST;

    /**
     * The wait after a run.
     *
     * @param ran how long it was well
     * @param fixed {@code deploy.restart_policy.delay}, instead of the growing one
     */
    Duration afterRunOf(Duration ran, Optional<Duration> fixed) {
        if (ran.compareTo(LONG_RUN) >= 0) {
            reset();
            return fixed.orElse(Duration.ZERO);
        }
        quickEnds++;
        Duration wait = next;
        next = min(next.multipliedBy(2), LONGEST);
        return fixed.orElse(wait);
    }

    /** Whether five runs in a row ended quickly. */
    boolean isCrashLoop() {
        return quickEnds >= CRASH_LOOP;
    }

    int quickEnds() {
        return quickEnds;
    }

    void reset() {
        quickEnds = 0;
        next = FIRST;
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
