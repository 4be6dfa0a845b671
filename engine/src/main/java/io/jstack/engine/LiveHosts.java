package io.jstack.engine;

import io.jstack.networking.HostsFile;
import io.jstack.runtime.RunningContainer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The {@code /etc/hosts} of a running container, whose text changes. It is a new file each time, put in the place of the old one, so that
 * no reader sees half of a text; only where the container has mounted something else there, the file is written as it lies.
 */
final class LiveHosts {
    private static final String PLACE = "/etc/hosts";

    private final RunningContainer container;
    private final Path file;
    private final Path next;

    /** @param file the host's, as it was bound */
    LiveHosts(RunningContainer container, Path file) {
        this.container = container;
        this.file = file;
        this.next = file.resolveSibling("hosts.next");
    }

    void write(String text) {
        try {
            finish();
            if (Files.readString(file).equals(text)) {
                return;
            }
            HostsFile.write(next, text);
            Files.setPosixFilePermissions(next, PosixFilePermissions.fromString("rw-r--r--"));
            if (container.exchange(PLACE, file, next)) {
                Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
            } else {
                Files.delete(next);
                HostsFile.write(file, text);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What an engine that was killed in the middle has left: the container may have the one file or the other. */
    private void finish() throws IOException {
        if (!Files.exists(next)) {
            return;
        }
        if (container.exchange(PLACE, next, next)) {
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } else {
            Files.delete(next);
        }
    }
}
