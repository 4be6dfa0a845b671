package io.jstack.cli.commands;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Keeps a log from growing without end. Its writers, the engine and its guard, have it open for appending: emptied, it is begun anew by
 * all of them, where a renamed one would be written on under its new name.
 *
 * @param log the file
 * @param bytes how long it may get; what was before lies beside it with {@code .1}
 */
record LogLimit(Path log, long bytes) {
    private static final long USUAL = 8 << 20;

    /** Of the file that the client gave the engine as its standard error; empty where that is a terminal, a journal or a user's own file. */
    static Optional<LogLimit> ofStandardError() {
        try {
            Path target = Files.readSymbolicLink(Path.of("/proc/self/fd/2"));
            return target.endsWith("engine.log") && Files.isRegularFile(target)
                    ? Optional.of(new LogLimit(target, USUAL))
                    : Optional.empty();
        } catch (IOException closed) {
            return Optional.empty();
        }
    }

    /** Begins the log anew when it is too long; a line written in that moment may be lost. */
    void keep() {
        try {
            if (Files.size(log) <= bytes) {
                return;
            }
            Files.copy(log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
                channel.truncate(0);
            }
        } catch (IOException e) {
            // the disk is full or the log was taken away: it is as it is, and there is no other place to say so
        }
    }
}
