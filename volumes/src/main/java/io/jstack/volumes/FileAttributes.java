package io.jstack.volumes;

import io.jstack.runtime.kernel.Errno;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.KernelException;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.NativeMemory;
import io.jstack.runtime.kernel.Syscall;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/** Gives one file another's owner, extended attributes, mode and times. Links are not followed. */
final class FileAttributes {
    private static final int AT_SYMLINK_NOFOLLOW = 0x100;
    private static final String OVERLAY = "trusted.overlay.";

    private FileAttributes() {}

    /** In this order: chown(2) clears set-user-ID bits and file capabilities, and everything touches the times. */
    static void copy(Path from, Path to) throws IOException {
        FileStatus status = FileStatus.of(from);
        NativeMemory target = UnixPath.of(to);
        check(
                Linux.raw(Syscall.FCHOWNAT, Linux.AT_FDCWD, target, status.uid(), status.gid(), AT_SYMLINK_NOFOLLOW),
                "fchownat",
                to);
        if (!status.isSymbolicLink()) {
            // chmod(2) alone follows links, and what was a file may be one by now
            try (Fd file = Linux.open(to.toString(), Linux.O_PATH | Linux.O_NOFOLLOW)) {
                check(
                        Linux.raw(
                                Syscall.FCHMODAT,
                                Linux.AT_FDCWD,
                                NativeMemory.ofText("/proc/self/fd/" + file.number()),
                                status.permissions()),
                        "fchmodat",
                        to);
            } catch (KernelException e) {
                throw new IOException(e.getMessage(), e);
            }
        }
        for (String name : ExtendedAttributes.names(from)) {
            // Overlayfs's own notes speak of its layers, and mean nothing outside.
            if (!name.startsWith(OVERLAY)) {
                ExtendedAttributes.set(
                        to, name, ExtendedAttributes.get(from, name).orElse(new byte[0]));
            }
        }
        NativeMemory times = NativeMemory.ofSize(4 * Long.BYTES);
        put(times, 0, status.accessed());
        put(times, 2 * Long.BYTES, status.modified());
        check(Linux.raw(Syscall.UTIMENSAT, Linux.AT_FDCWD, target, times, AT_SYMLINK_NOFOLLOW), "utimensat", to);
    }

    private static void put(NativeMemory timespec, int at, FileTime time) {
        Instant instant = time.toInstant();
        timespec.putLong(at, instant.getEpochSecond());
        timespec.putLong(at + Long.BYTES, instant.getNano());
    }

    private static void check(long result, String call, Path path) throws IOException {
        if (result < 0) {
            throw new IOException(
                    "%s %s: %s".formatted(call, path, Errno.of((int) -result).text()));
        }
    }
}
