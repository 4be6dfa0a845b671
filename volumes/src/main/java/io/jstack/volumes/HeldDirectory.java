package io.jstack.volumes;

import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.KernelException;
import io.jstack.runtime.kernel.Linux;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A directory by its descriptor: names in it are found from there, whatever a container that sees it too makes of the names above. A bound
 * directory of the host is filled in sight of every container that has it.
 */
final class HeldDirectory implements AutoCloseable {
    private final Fd fd;

    private HeldDirectory(Fd fd) {
        this.fd = fd;
    }

    /** One that is there; a link in its place is an error. */
    static HeldDirectory at(Path directory) throws IOException {
        try {
            return new HeldDirectory(
                    Linux.open(directory.toString(), Linux.O_PATH | Linux.O_DIRECTORY | Linux.O_NOFOLLOW));
        } catch (KernelException e) {
            throw new IOException("%s is no directory any more: %s".formatted(directory, e.getMessage()), e);
        }
    }

    static HeldDirectory made(Path directory) throws IOException {
        Files.createDirectory(directory);
        return at(directory);
    }

    Fd fd() {
        return fd;
    }

    /** For as long as it is held; proc(5), {@code /proc/pid/fd}. The dot lets calls that do not follow links reach the directory. */
    Path path() {
        return Path.of("/proc/self/fd/" + fd.number() + "/.");
    }

    @Override
    public void close() {
        fd.close();
    }
}
