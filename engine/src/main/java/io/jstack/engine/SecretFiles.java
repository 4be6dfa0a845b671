package io.jstack.engine;

import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.Flags;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.MountTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where the secrets of one container lie: on a tmpfs of their own, mounted for as long as the container exists. {@code /run} is memory on
 * most hosts and a disk on some, and what was once on a disk can be read from it after it was deleted.
 */
final class SecretFiles {
    private static final List<String> OPTIONS = List.of("mode=0700", "size=64m");
    private static final long ATTRIBUTES = Flags.MOUNT_ATTR_NOSUID | Flags.MOUNT_ATTR_NODEV | Flags.MOUNT_ATTR_NOEXEC;

    private final Path directory;

    /** @param run the container's own directory below {@code /run} */
    SecretFiles(Path run) {
        directory = run.resolve("secrets");
    }

    /** The directory, mounted. What an earlier start wrote is still there, also when another engine did. */
    Path open() {
        try {
            Files.createDirectories(directory);
            if (isMounted()) {
                return directory;
            }
            try (Fd memory = MountTree.make("tmpfs", OPTIONS, ATTRIBUTES);
                    Fd place = Linux.open(directory.toString(), Linux.O_PATH | Linux.O_DIRECTORY)) {
                MountTree.attach(memory, place);
            }
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the secret of that name lies, once it was written. */
    Path file(String name) {
        return directory.resolve(name);
    }

    private boolean isMounted() throws IOException {
        return !Files.getAttribute(directory, "unix:dev")
                .equals(Files.getAttribute(directory.resolveSibling("."), "unix:dev"));
    }

    /** Twice is harmless. A container that still runs keeps what it has mounted of them. */
    void forget() {
        boolean wasMounted = MountTree.detach(directory.toString());
        while (wasMounted) {
            wasMounted = MountTree.detach(directory.toString());
        }
    }
}
