package io.jstack.engine;

import io.jstack.runtime.kernel.NativeMemory;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Gives memory back to the host once a burst of starts and ends is over, and the engine's own start is one: what it left in the heap, and
 * in malloc(3)'s between what is in use. A single restart is no burst, so nobody waits for a collection then.
 */
final class Afterwards {
    private static final Duration QUIET = Duration.ofSeconds(3);
    private static final int BURST = 8;

    /** For so long the JVM keeps what its compiler worked with (ChunkPoolCleaner of HotSpot), and only then hands it to malloc(3). */
    private static final Duration KEPT = Duration.ofSeconds(5);

    private final ScheduledExecutorService later;
    private int changes;
    private Future<?> planned;

    Afterwards(ScheduledExecutorService later) {
        this.later = later;
        planned = plan();
    }

    /** A container was started or ended. */
    synchronized void changed() {
        if (++changes >= BURST) {
            planned.cancel(false);
            planned = plan();
        }
    }

    private Future<?> plan() {
        return later.schedule(this::giveBack, QUIET.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void giveBack() {
        synchronized (this) {
            changes = 0;
        }
        System.gc();
        NativeMemory.trim();
        Future<?> unused = later.schedule(NativeMemory::trim, KEPT.toMillis(), TimeUnit.MILLISECONDS);
    }
}
