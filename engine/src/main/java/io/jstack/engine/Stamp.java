package io.jstack.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A file as stat(2) tells it. While it has the same stamp it is the same file and says the same.
 *
 * @param changed {@code st_ctime}, which nobody can set
 */
record Stamp(long device, long inode, long size, FileTime changed) {
    /** A second change within one tick of the kernel's clock leaves no trace. */
    private static final Duration TICK = Duration.ofMillis(100);

    /** Of what the path leads to; empty where there is nothing. */
    static Optional<Stamp> of(Path file) {
        try {
            Map<String, Object> stat = Files.readAttributes(file, "unix:dev,ino,size,ctime");
            return Optional.of(new Stamp(number(stat, "dev"), number(stat, "ino"), number(stat, "size"), (FileTime)
                    Objects.requireNonNull(stat.get("ctime"))));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static long number(Map<String, Object> stat, String field) {
        return ((Number) Objects.requireNonNull(stat.get(field))).longValue();
    }

    /** Whether its last change is so long ago that any later one would show. */
    boolean isSettled() {
        return isOlderThan(TICK);
    }

    boolean isOlderThan(Duration age) {
        return changed.toInstant().isBefore(Instant.now().minus(age));
    }
}
