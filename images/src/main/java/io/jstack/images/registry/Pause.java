package io.jstack.images.registry;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** How the time between one try and the next passes. */
@FunctionalInterface
interface Pause {
    /**
     * Lets {@code length} pass.
     *
     * @throws InterruptedException when the caller is not to try again
     */
    void of(Duration length) throws InterruptedException;

    /** Ends at once, for whoever waits in it, when {@code closed} opens. */
    static Pause until(CountDownLatch closed) {
        return length -> {
            if (closed.await(length.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new InterruptedException("nobody asks the registry any more");
            }
        };
    }

    /** Ends early for an interrupt only. */
    static Pause untilInterrupted() {
        return until(new CountDownLatch(1));
    }
}
