package io.jstack.runtime.logs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/** The files of one log: {@code log} is written, {@code log.1} came before it, {@code log.2} before that. */
record LogFiles(Path directory) {
    /** No log has more files than this; a bound for looking. */
    private static final int MOST = 1000;

    Path file(int age) {
        return directory.resolve(age == 0 ? "log" : "log." + age);
    }

    /** The age of the oldest file there is; empty when there is none. */
    Optional<Integer> oldest() {
        // a crash in the middle of a rotation leaves one age out, never two
        int last = -1;
        for (int age = 0; age < MOST && age <= last + 2; age++) {
            if (Files.exists(file(age))) {
                last = age;
            }
        }
        return last < 0 ? Optional.empty() : Optional.of(last);
    }

    /** Puts the present file aside, and the oldest away when there would be more than {@code most}. */
    void rotate(int most) throws IOException {
        int free = 1;
        while (free < most && Files.exists(file(free))) {
            free++;
        }
        if (free >= most) {
            free = most - 1;
            Files.deleteIfExists(file(free));
        }
        // only ages below the free one move, so that repeating this after a crash loses nothing
        for (int age = free - 1; age >= 0; age--) {
            if (Files.exists(file(age))) {
                Files.move(file(age), file(age + 1));
            }
        }
    }

    /** What tells a file from another that bears its name later. */
    Optional<Object> key(int age) throws IOException {
        try {
            return Optional.ofNullable(
                    Files.readAttributes(file(age), BasicFileAttributes.class).fileKey());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
