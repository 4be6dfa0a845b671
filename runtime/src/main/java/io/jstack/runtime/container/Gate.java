package io.jstack.runtime.container;

import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.FileStat;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.NativeMemory;
import io.jstack.runtime.kernel.Poll;
import io.jstack.runtime.kernel.Spawn;
import io.jstack.runtime.kernel.Syscall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;

/**
 * Where a spawned child waits before it executes its program: two FIFOs in a host directory that it reaches by a descriptor, since no
 * path of the host is left for it. It opens {@code ready}, which tells us that it is there, and then blocks opening {@code gate}.
 */
final class Gate implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Path path;
    private final Fd directory;
    private final Fd ready;

    private Gate(Path path, Fd directory, Fd ready) {
        this.path = path;
        this.directory = directory;
        this.ready = ready;
    }

    /** A gate in a new directory under {@code gates}, which nobody but root can enter by path. */
    static Gate make(Path gates, String name) {
        Path path = gates.resolve(name);
        try {
            Files.createDirectories(gates);
            Files.createDirectory(path);
            // the container's user must be able to search it, once it has the descriptor
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx--x--x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Fd directory = Linux.open(path.toString(), Linux.O_RDONLY | Linux.O_DIRECTORY);
        makeFifo(directory, "ready");
        makeFifo(directory, "gate");
        Fd ready = Linux.openAt(directory.number(), "ready", Linux.O_RDONLY | Linux.O_NONBLOCK, 0);
        return new Gate(path, directory, ready);
    }

    private static void makeFifo(Fd directory, String name) {
        NativeMemory text = NativeMemory.ofText(name);
        Linux.call(Syscall.MKNODAT, name, directory, text, FileStat.S_IFIFO | 0666, 0);
        Linux.call(Syscall.FCHMODAT, name, directory, text, 0666); // mknod is subject to the engine's umask
    }

    Fd directory() {
        return directory;
    }

    /** The file actions with which the child stops here, and then goes to its working directory. */
    static void stopAt(Spawn spawn, String directory, Set<Protection> protections) {
        int at = Descent.GATE;
        int spare = Descent.SPARE;
        spawn.fchdir(at)
                .open(spare, "ready", Linux.O_WRONLY | Linux.O_CLOEXEC)
                .close(spare)
                .open(spare, "gate", Linux.O_RDONLY | Linux.O_CLOEXEC)
                .close(spare);
        if (protections.contains(Protection.VERIFIED_DIRECTORY)) {
            spawn.chdir("/").close(at); // /proc/self/cwd and /proc/self/fd have nothing of the host from here on
        }
        spawn.chdir(directory);
    }

    /** Waits for the child, or for {@code ended}; true when the child is at the gate. */
    boolean awaitChild(Fd ended) {
        while (true) {
            boolean[] events = Poll.readable(PATIENCE, ready, ended);
            if (events[0]) {
                return true;
            }
            if (events[1]) {
                return false;
            }
        }
    }

    /** Lets the child go on; the answer must stay open until it has, since it may not have blocked yet. */
    Fd open() {
        return Linux.openAt(directory.number(), "gate", Linux.O_RDWR | Linux.O_NONBLOCK, 0);
    }

    /** Twice is harmless. */
    @Override
    public void close() {
        if (!directory.isOpen()) {
            return;
        }
        ready.close();
        for (String name : new String[] {"ready", "gate"}) {
            Linux.raw(Syscall.UNLINKAT, directory, NativeMemory.ofText(name), 0);
        }
        directory.close();
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
