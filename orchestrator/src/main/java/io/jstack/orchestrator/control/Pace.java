package io.jstack.orchestrator.control;

import java.time.Duration;

/**
 * How soon a project is looked at again: soon enough for what no event tells of, and never so often that looking becomes what the
 * engine does. Owned by the project's mailbox.
 */
final class Pace {
    static final Duration SOON = Duration.ofMillis(20);
    static final Duration PERIOD = Duration.ofSeconds(5);
    static final Duration LONGEST_PERIOD = Duration.ofMinutes(1);

    private static final Duration LONGEST_GAP = Duration.ofSeconds(1);

    /** However long a look takes, hints make no more than one in so many times its length. */
    private static final int HINTS_SHARE = 4;

    /** And what is only due no more than one in so many: well under a hundredth of a processor, however large the stack. */
    private static final int PERIODS_SHARE = 150;

    private Duration gap = SOON;
    private Duration afterHint = Duration.ZERO;
    private Duration period = PERIOD;
    private Duration took = Duration.ZERO;

    /** Until a hint is followed, which may not concern this project. */
    Duration afterHint() {
        return longer(gap, afterHint);
    }

    /** Until the next look that nothing called for. */
    Duration period() {
        return period;
    }

    /** A look with its plan took so long. One that was slow for a reason of its own, as the first one is, does not make the period longer. */
    void looked(Duration now) {
        period = shorter(LONGEST_PERIOD, longer(PERIOD, times(shorter(took, now), PERIODS_SHARE)));
        afterHint = times(now, HINTS_SHARE);
        took = now;
    }

    /** A hint was none of this project's: while that goes on, looks get rarer. */
    void hintWasIdle() {
        gap = shorter(gap.plus(gap), LONGEST_GAP);
    }

    void hintWasGood() {
        gap = SOON;
    }

    /** {@link Duration#multipliedBy} computes with decimal fractions, and hints come by the thousand. */
    private static Duration times(Duration length, int factor) {
        return Duration.ofNanos(length.toNanos() * factor);
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
