package io.jstack.runtime.container;

import io.jstack.runtime.kernel.Errno;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.FileStat;
import io.jstack.runtime.kernel.KernelException;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.NativeMemory;
import io.jstack.runtime.kernel.Syscall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Where this engine's {@link Gate}s stand: directories that are used again, since every start and every health test needs one. An opened
 * gate can outlast its closing: a thread that leaves the engine's table of descriptors takes a copy of them all along for a moment, and
 * the next child would walk through, into its program, before it is in its cgroup. Such a place is not used again.
 */
final class Gates implements AutoCloseable {
    /** A descriptor each. */
    static final int MOST_FREE = 16;

    private static final long ENGINE = ProcessHandle.current().pid();
    private static final AtomicLong MADE = new AtomicLong();

    private final Path all;
    private final BlockingQueue<Place> free = new ArrayBlockingQueue<>(MOST_FREE);

    /** @param all a directory that nobody but root can enter by path */
    Gates(Path all) {
        this.all = all;
    }

    /** One gate's two FIFOs. */
    record Place(Path path, Fd directory) {
        /** The end at which the child is heard of; fails where somebody has taken the files away. */
        Fd ready() {
            return Linux.openAt(directory.number(), "ready", Linux.O_RDONLY | Linux.O_NONBLOCK, 0);
        }

        /** Whether no copy of an opened gate is left anywhere; fifo(7): opening to write without waiting fails where nobody reads. */
        boolean isShut() {
            long opened = Linux.raw(
                    Syscall.OPENAT,
                    directory,
                    NativeMemory.ofText("gate"),
                    Linux.O_WRONLY | Linux.O_NONBLOCK | Linux.O_CLOEXEC);
            if (opened >= 0) {
                Fd.owning((int) opened).close();
            }
            return opened == -Errno.ENXIO.number();
        }

        /** Also where somebody may still stand. */
        void remove() {
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

    Gate take() {
        for (Optional<Place> place = next(); place.isPresent(); place = next()) {
            try {
                if (place.get().isShut()) {
                    return new Gate(this, place.get(), place.get().ready());
                }
            } catch (KernelException gone) {
                // its files were taken away
            }
            place.get().remove();
        }
        Place place = make(ENGINE + "-" + MADE.incrementAndGet()); // a killed engine's may still stand
        return new Gate(this, place, place.ready());
    }

    private Optional<Place> next() {
        return Optional.ofNullable(free.poll());
    }

    private Place make(String name) {
        Path path = all.resolve(name);
        try {
            Files.createDirectories(all);
            Files.createDirectory(path);
            // the container's user must be able to search it, once it has the descriptor
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx--x--x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Fd directory = Linux.open(path.toString(), Linux.O_RDONLY | Linux.O_DIRECTORY);
        makeFifo(directory, "ready");
        makeFifo(directory, "gate");
        return new Place(path, directory);
    }

    private static void makeFifo(Fd directory, String name) {
        NativeMemory text = NativeMemory.ofText(name);
        Linux.call(Syscall.MKNODAT, name, directory, text, FileStat.S_IFIFO | 0666, 0);
        Linux.call(Syscall.FCHMODAT, name, directory, text, 0666); // mknod is subject to the engine's umask
    }

    /** Nobody waits there any more, and nobody will open its files. */
    void giveBack(Place place) {
        if (!free.offer(place)) {
            place.remove();
        }
    }

    /** Takes away those that are free. */
    @Override
    public void close() {
        List<Place> left = new ArrayList<>();
        free.drainTo(left);
        left.forEach(Place::remove);
    }
}
