package io.jstack.orchestrator.control;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The time, and what is to happen later; tests bring their own. */
interface Timer {
    Instant now();

    /** Runs {@code task} once, after the delay; the task only posts a message. */
    Alarm after(Duration delay, Runnable task);

    /** Something that is to happen later. */
    interface Alarm {
        Alarm NONE = () -> {};

        void cancel();
    }

    /** The machine's clock, and one thread for all alarms. */
    final class Real implements Timer, AutoCloseable {
        private final ScheduledThreadPoolExecutor executor;

        Real() {
            executor = new ScheduledThreadPoolExecutor(1, task -> {
                Thread thread = new Thread(task, "control-timer");
                thread.setDaemon(true);
                return thread;
            });
            executor.setRemoveOnCancelPolicy(true);
            executor.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
        }

        @Override
        public Instant now() {
            return Instant.now();
        }

        @Override
        public Alarm after(Duration delay, Runnable task) {
            var scheduled = executor.schedule(task, Math.max(0, delay.toNanos()), TimeUnit.NANOSECONDS);
            return () -> scheduled.cancel(false);
        }

        @Override
        public void close() {
            executor.shutdownNow();
        }
    }
}
