package io.jstack.runtime.logs;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.file.Path;
import java.time.Duration;

/** "Something was written": from the writer of a directory's log to its followers in the same engine. */
final class LogSignal {
    /** Alive as long as a writer or a follower holds it. */
    private static final Cache<Path, LogSignal> BY_DIRECTORY =
            Caffeine.newBuilder().weakValues().build();

    private long changes;

    private LogSignal() {}

    static LogSignal of(Path directory) {
        return BY_DIRECTORY.get(directory.toAbsolutePath().normalize(), key -> new LogSignal());
    }

    synchronized long changes() {
        return changes;
    }

    synchronized void change() {
        changes++;
        notifyAll();
    }

    /** Waits until there are more changes than {@code seen}. */
    synchronized void await(long seen, Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (changes == seen) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return;
            }
            wait(left);
        }
    }
}
