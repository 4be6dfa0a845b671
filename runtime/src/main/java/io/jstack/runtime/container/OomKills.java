package io.jstack.runtime.container;

import io.jstack.runtime.ExitStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * Whether a container ran out of memory, or only something that was run in it by exec: the kernel counts both together. An exec that was
 * killed while the count rose is not held against the container, unless the container ended in the same breath: the kernel kills
 * everything in a pid namespace whose first process it killed.
 */
final class OomKills {
    private static final Duration SAME_BREATH = Duration.ofSeconds(1);
    private static final int KILLED = 137;

    private final LongSupplier count;
    private long before;
    private long ofExecs;
    private Instant last = Instant.EPOCH;

    /** @param count of the container's cgroup, from its beginning */
    OomKills(LongSupplier count) {
        this.count = count;
    }

    /** The count as an exec begins; to be given back when it has ended. */
    long now() {
        return count.getAsLong();
    }

    /**
     * An exec has ended.
     *
     * @param atItsBegin what {@link #now} said then
     */
    synchronized void execEnded(long atItsBegin, ExitStatus status) {
        if (status.number().orElse(0) != KILLED) {
            return;
        }
        long after = count.getAsLong();
        if (after > atItsBegin) {
            before = ofExecs;
            ofExecs = Math.max(ofExecs, after);
            last = status.at();
        }
    }

    /** Whether the kernel killed something of the container's own, which ended at that moment. */
    synchronized boolean hitContainer(Instant end) {
        boolean together = last.plus(SAME_BREATH).isAfter(end);
        return count.getAsLong() > (together ? before : ofExecs);
    }
}
