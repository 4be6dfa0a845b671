package io.jstack.images.layer;

import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.FileSystemCalls;
import io.jstack.runtime.kernel.KernelException;
import java.nio.ByteBuffer;
import java.util.Set;

/** A regular file's content from one descriptor to another. */
final class Content {
    private static final int BUFFER = 1 << 16;
    /** What copy_file_range(2) answers for file systems that cannot, or not with each other. */
    private static final Set<io.jstack.runtime.kernel.Errno> CANNOT = Set.of(
            io.jstack.runtime.kernel.Errno.EXDEV,
            io.jstack.runtime.kernel.Errno.EINVAL,
            io.jstack.runtime.kernel.Errno.ENOSYS,
            io.jstack.runtime.kernel.Errno.ENOTSUP,
            io.jstack.runtime.kernel.Errno.EPERM);

    private Content() {}

    /** Copies all of {@code from}, blocks shared where the file system can: the bytes copied. */
    static long copy(FileSystemCalls files, Fd from, Fd to) {
        long done = 0;
        try {
            for (long got = files.copyRange(from, to, 1L << 30); got > 0; got = files.copyRange(from, to, 1L << 30)) {
                done += got;
            }
        } catch (KernelException e) {
            if (done > 0 || !CANNOT.contains(e.errno())) {
                throw e;
            }
        }
        // also where it copied nothing: files of /proc and the like have a size of 0 and content
        return done > 0 ? done : readAndWrite(files, from, to);
    }

    private static long readAndWrite(FileSystemCalls files, Fd from, Fd to) {
        byte[] buffer = new byte[BUFFER];
        long at = 0;
        for (int got = files.read(from, buffer, 0, BUFFER, at);
                got > 0;
                got = files.read(from, buffer, 0, BUFFER, at)) {
            files.write(to, ByteBuffer.wrap(buffer, 0, got), at);
            at += got;
        }
        return at;
    }
}
