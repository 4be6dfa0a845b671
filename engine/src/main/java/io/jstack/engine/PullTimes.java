package io.jstack.engine;

import io.jstack.images.Digest;
import io.jstack.images.Reference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** When each reference was last asked for at its registry: for {@code pull_policy: daily} and its like. A file each, by its time. */
final class PullTimes {
    private final Path directory;

    PullTimes(Path directory) {
        this.directory = directory;
    }

    /** Whether it was asked for within {@code age}. */
    boolean isFresh(Reference reference, Duration age) {
        try {
            Instant last = Files.getLastModifiedTime(file(reference)).toInstant();
            return last.plus(age).isAfter(Instant.now());
        } catch (NoSuchFileException never) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void note(Reference reference) {
        try {
            Files.createDirectories(directory);
            Files.writeString(file(reference), reference + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path file(Reference reference) {
        return directory.resolve(
                Digest.of(reference.toString().getBytes(StandardCharsets.UTF_8)).hex());
    }
}
