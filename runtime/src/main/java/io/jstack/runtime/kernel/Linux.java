package io.jstack.runtime.kernel;

import java.lang.ref.Reference;
import java.util.Optional;

/**
 * The one door to Linux: a method is a system call, made at once and on the calling thread; a failure is a {@link
 * KernelException}. Descriptors are opened close-on-exec, since other threads spawn meanwhile. Never from a virtual thread.
 */
public final class Linux {
    public static final int AT_FDCWD = -100;
    public static final int O_RDONLY = 0;
    public static final int O_WRONLY = 1;
    public static final int O_RDWR = 2;
    public static final int O_CREAT = 0x40;
    public static final int O_EXCL = 0x80;
    public static final int O_NOCTTY = 0x100;
    public static final int O_TRUNC = 0x200;
    public static final int O_APPEND = 0x400;
    public static final int O_NONBLOCK = 0x800;
    public static final int O_DIRECTORY = 0x10000;
    public static final int O_NOFOLLOW = 0x20000;
    public static final int O_CLOEXEC = 0x80000;
    public static final int O_PATH = 0x200000;
    public static final int F_SETFL = 4;
    private static final int RENAME_EXCHANGE = 2;

    private Linux() {}

    /**
     * Any call by number: its result, or the errno negated.
     *
     * @param arguments as many as the call has: a number, an {@link Fd}, or {@link NativeMemory}, whose address is passed
     */
    public static long raw(Syscall call, Object... arguments) {
        try {
            return arguments.length <= Native.FEW
                    ? Native.syscall(
                            call.number(),
                            word(arguments, 0),
                            word(arguments, 1),
                            word(arguments, 2),
                            word(arguments, 3))
                    : Native.syscall(
                            call.number(),
                            word(arguments, 0),
                            word(arguments, 1),
                            word(arguments, 2),
                            word(arguments, 3),
                            word(arguments, 4),
                            word(arguments, 5));
        } finally {
            Reference.reachabilityFence(arguments);
        }
    }

    /** Any call by number, throwing when it fails; {@code value} only serves the message, and is put into words only then. */
    public static long call(Syscall call, Object value, Object... arguments) {
        long result = raw(call, arguments);
        if (result < 0) {
            throw new KernelException(Errno.of((int) -result), call.toString(), value.toString());
        }
        return result;
    }

    /** Any call that answers with a new descriptor. */
    public static Fd callForFd(Syscall call, Object value, Object... arguments) {
        return Fd.owning((int) call(call, value, arguments));
    }

    private static long word(Object[] arguments, int at) {
        if (at >= arguments.length) {
            return 0;
        }
        Object argument = arguments[at];
        if (argument instanceof NativeMemory memory) {
            return memory.address();
        }
        return argument instanceof Fd fd ? fd.number() : ((Number) argument).longValue();
    }

    /** open(2), always O_CLOEXEC. */
    public static Fd open(String path, int flags) {
        return open(path, flags, 0);
    }

    /** open(2) with the mode of a file it may create. */
    public static Fd open(String path, int flags, int mode) {
        return openAt(AT_FDCWD, path, flags, mode);
    }

    /** openat(2) below the directory {@code at}. */
    public static Fd openAt(int at, String path, int flags, int mode) {
        return callForFd(Syscall.OPENAT, path, at, NativeMemory.ofText(path), flags | O_CLOEXEC, mode);
    }

    /** read(2) into the whole of {@code memory}: bytes read, 0 at the end; empty where a non-blocking descriptor has nothing. */
    public static Optional<Integer> read(Fd fd, NativeMemory memory) {
        long result = raw(Syscall.READ, fd, memory, memory.size());
        if (result == -Errno.EAGAIN.number()) {
            return Optional.empty();
        }
        if (result < 0) {
            throw new KernelException(Errno.of((int) -result), "read", fd.toString());
        }
        return Optional.of((int) result);
    }

    /** write(2) of all bytes, however many calls that takes. */
    public static void write(Fd fd, byte[] bytes) {
        NativeMemory memory = NativeMemory.ofBytes(bytes);
        try {
            long done = 0;
            while (done < bytes.length) {
                done += call(Syscall.WRITE, fd, fd, memory.address() + done, bytes.length - done);
            }
        } finally {
            Reference.reachabilityFence(memory);
        }
    }

    /** fcntl(2) with an integer argument. */
    public static int fcntl(Fd fd, int command, long argument) {
        return (int) call(Syscall.FCNTL, fd, fd, command, argument);
    }

    /** ioctl(2) on a structure. */
    public static int ioctl(Fd fd, long request, NativeMemory structure) {
        return (int) call(Syscall.IOCTL, fd + " 0x" + Long.toHexString(request), fd, request, structure);
    }

    /** renameat2(2) with RENAME_EXCHANGE: two files have each other's names from then on, at once. */
    public static void exchange(String one, String other) {
        call(
                Syscall.RENAMEAT2,
                one,
                AT_FDCWD,
                NativeMemory.ofText(one),
                AT_FDCWD,
                NativeMemory.ofText(other),
                RENAME_EXCHANGE);
    }

    /** fchown(2): the user becomes {@code uid}, the group stays. */
    public static void chown(Fd fd, long uid) {
        call(Syscall.FCHOWN, fd, fd, uid, -1);
    }

    static void closeRaw(int number) {
        raw(Syscall.CLOSE, number);
    }
}
