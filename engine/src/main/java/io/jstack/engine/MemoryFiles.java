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
 * A tmpfs of one container's own below its directory in {@code /run}, mounted for as long as the container exists. {@code /run} is memory
 * on most hosts and a disk on some, and what was once on a disk can be read from it after it was deleted.
 */
final class MemoryFiles {
    private static final long ATTRIBUTES = Flags.MOUNT_ATTR_NOSUID | Flags.MOUNT_ATTR_NODEV | Flags.MOUNT_ATTR_NOEXEC;

    private final Path directory;
    private final List<String> options;

    private MemoryFiles(Path directory, List<String> options) {
        this.directory = directory;
        this.options = options;
    }

    /**
     * Where its secrets lie.
     *
     * @param run the container's directory
     */
    static MemoryFiles secrets(Path run) {
        return new MemoryFiles(run.resolve("secrets"), List.of("mode=0700", "size=64m"));
    }

    /** Its {@code /dev/shm}, where others share it. */
    static MemoryFiles shm(Path run, long bytes) {
        return new MemoryFiles(run.resolve("shm"), List.of("mode=1777", "size=" + bytes));
    }

    /** Both, gone. A container that still runs keeps what it has mounted of them. */
    static void forget(Path run) {
        secrets(run).forget();
        shm(run, 0).forget();
    }

    /** The directory, mounted. What an earlier start wrote is still there, also when another engine did. */
    Path open() {
        try {
            Files.createDirectories(directory);
            if (isMounted()) {
                return directory;
            }
            try (Fd memory = MountTree.make("tmpfs", options, ATTRIBUTES);
                    Fd place = Linux.open(directory.toString(), Linux.O_PATH | Linux.O_DIRECTORY)) {
                MountTree.attach(memory, place);
            }
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the file of that name lies, once it was written. */
    Path file(String name) {
        return directory.resolve(name);
    }

    /** The directory, mounted and empty. */
    Path openAnew() {
        forget();
        return open();
    }

    private boolean isMounted() throws IOException {
        return !Files.getAttribute(directory, "unix:dev")
                .equals(Files.getAttribute(directory.resolveSibling("."), "unix:dev"));
    }

    /** Twice is harmless. */
    void forget() {
        boolean wasMounted = Files.isDirectory(directory) && MountTree.detach(directory.toString());
        while (wasMounted) {
            wasMounted = MountTree.detach(directory.toString());
        }
    }
}
