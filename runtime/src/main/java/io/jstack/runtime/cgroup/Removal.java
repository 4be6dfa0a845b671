package io.jstack.runtime.cgroup;

import io.jstack.runtime.kernel.Errno;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.NativeMemory;
import io.jstack.runtime.kernel.Syscall;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Takes a group away. A group whose last process is just ending is busy for some milliseconds more. */
final class Removal {
    private static final long PAUSE = 500_000;
    private static final int AT_REMOVEDIR = 0x200;

    private final Cgroup group;
    private final long end;
    private final Duration patience;

    Removal(Cgroup group, Duration patience) {
        this.group = group;
        this.patience = patience;
        this.end = System.nanoTime() + patience.toNanos();
    }

    void run(List<Path> directories) {
        group.unifiedDirectory().ifPresent(unified -> CgroupEvents.await(unified, "populated", 0, patience));
        for (Path directory : directories) {
            if (removed(directory)) {
                continue; // nothing below it, as usual: a walk would look at every file of the kernel's in it
            }
            for (Path each : deepestFirst(directory)) {
                while (!removed(each)) {
                    if (System.nanoTime() > end) {
                        throw new JstackException(
                                CgroupError.CGROUP_BUSY,
                                "cannot remove the control group %s: processes %s are in it"
                                        .formatted(each, group.processes()),
                                "kill them first");
                    }
                    LockSupport.parkNanos(PAUSE);
                }
            }
        }
    }

    private static boolean removed(Path directory) {
        long result =
                Linux.raw(Syscall.UNLINKAT, Linux.AT_FDCWD, NativeMemory.ofText(directory.toString()), AT_REMOVEDIR);
        // EBUSY, of processes or groups inside; anything else would also be there on the next try, and ends as busy
        return result == 0 || result == -Errno.ENOENT.number();
    }

    /** The group and those below it, children before parents. */
    static List<Path> deepestFirst(Path directory) {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isDirectory)
                    .sorted(java.util.Comparator.comparingInt(Path::getNameCount)
                            .reversed())
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException | UncheckedIOException e) {
            return List.of(directory); // a group below went away while we looked: what is left is seen on the next try
        }
    }
}
