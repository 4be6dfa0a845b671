package io.jstack.runtime.kernel;

import java.nio.ByteBuffer;
import java.util.OptionalInt;

/**
 * What can be done to pipes and FIFOs without touching what is in them, pipe(7). Nothing here ever waits. Holds its own memory: one per
 * thread, not thread-safe.
 */
public final class PipeCalls {
    private static final int F_SETPIPE_SZ = 1031;
    private static final int F_GETPIPE_SZ = 1032;
    private static final long FIONREAD = 0x541b;
    private static final int SPLICE_F_MOVE = 1;
    private static final int SPLICE_F_NONBLOCK = 2;
    private static final int S_IFIFO = 0010000;
    private static final int AT_SYMLINK_NOFOLLOW = 0x100;

    private final NativeMemory number = NativeMemory.ofSize(8);

    /** The two ends of a pipe. */
    public record Pipe(Fd reading, Fd writing) implements AutoCloseable {
        @Override
        public void close() {
            reading.close();
            writing.close();
        }
    }

    /** Makes a FIFO of mode 0600, or takes the one that is there, and gives it to a user. */
    public static void fifo(String path, long uid, long gid) {
        NativeMemory text = NativeMemory.ofText(path);
        long result = Linux.raw(Syscall.MKNODAT, Linux.AT_FDCWD, text, S_IFIFO | 0600, 0);
        if (result < 0 && result != -Errno.EEXIST.number()) {
            throw new KernelException(Errno.of((int) -result), "mkfifo", path);
        }
        Linux.call(Syscall.FCHOWNAT, path, Linux.AT_FDCWD, text, uid, gid, AT_SYMLINK_NOFOLLOW);
    }

    /** pipe2(2), neither end ever waiting. */
    public Pipe pipe() {
        Linux.call(Syscall.PIPE2, "", number, Linux.O_CLOEXEC | Linux.O_NONBLOCK);
        return new Pipe(Fd.owning(number.getInt(0)), Fd.owning(number.getInt(4)));
    }

    /** Asks for room for so many bytes; what there is then, which is less where an unprivileged user has used up his share. */
    public static int resize(Fd pipe, int bytes) {
        long result = Linux.raw(Syscall.FCNTL, pipe, F_SETPIPE_SZ, bytes);
        return result < 0 ? Linux.fcntl(pipe, F_GETPIPE_SZ, 0) : (int) result;
    }

    /** FIONREAD: bytes waiting to be read. */
    public int waiting(Fd pipe) {
        Linux.ioctl(pipe, FIONREAD, number);
        return number.getInt(0);
    }

    /** splice(2) from pipe to pipe: bytes moved, 0 when no writer is left; empty when nothing is there, or no room. */
    public OptionalInt move(Fd from, Fd to, int most) {
        return count(
                Linux.raw(Syscall.SPLICE, from, 0, to, 0, most, SPLICE_F_MOVE | SPLICE_F_NONBLOCK), "splice", from);
    }

    /** tee(2): bytes that are now in both. */
    public int copy(Fd from, Fd to, int most) {
        return count(Linux.raw(Syscall.TEE, from, to, most, SPLICE_F_NONBLOCK), "tee", from)
                .orElse(0);
    }

    /** Takes exactly so many bytes out, unread. */
    public void discard(Fd from, Fd devNull, int bytes) {
        for (int left = bytes; left > 0; ) {
            long done = Linux.raw(Syscall.SPLICE, from, 0, devNull, 0, left, SPLICE_F_MOVE);
            if (done <= 0) {
                throw new KernelException(
                        done == 0 ? Errno.EPIPE : Errno.of((int) -done), "splice to /dev/null", left + " of " + bytes);
            }
            left -= (int) done;
        }
    }

    /** read(2) of exactly {@code length} bytes that are known to be there; {@code memory} is only passed through. */
    public void read(Fd from, NativeMemory memory, byte[] into, int length) {
        ByteBuffer buffer = memory.buffer();
        for (int at = 0; at < length; ) {
            int done = (int) Linux.call(Syscall.READ, from, from, memory, Math.min(length - at, memory.size()));
            if (done == 0) {
                throw new KernelException(Errno.EPIPE, "read", from.toString());
            }
            buffer.get(0, into, at, done);
            at += done;
        }
    }

    private static OptionalInt count(long result, String call, Fd fd) {
        if (result == -Errno.EAGAIN.number()) {
            return OptionalInt.empty();
        }
        if (result < 0) {
            throw new KernelException(Errno.of((int) -result), call, fd.toString());
        }
        return OptionalInt.of((int) result);
    }
}
