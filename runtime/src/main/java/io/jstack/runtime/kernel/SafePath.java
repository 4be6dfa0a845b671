package io.jstack.runtime.kernel;

import java.util.Optional;

/**
 * Opens what an image names without ever leaving the image: openat2(2) with RESOLVE_IN_ROOT and RESOLVE_NO_MAGICLINKS. {@code ..} stops
 * at the root, an absolute symbolic link starts there, and {@code /proc/self/exe} or {@code /proc/1/root} are ELOOP.
 */
public final class SafePath {
    static final int HOW_SIZE = 24;

    private static final long RESOLVE_NO_MAGICLINKS = 2;
    private static final long RESOLVE_IN_ROOT = 0x10;

    private SafePath() {}

    /** The file, close-on-exec; fails as open(2) does, and with ELOOP where the path leads through a magic link. */
    public static Fd open(Fd root, String path, int flags) {
        return Linux.callForFd(Syscall.OPENAT2, path, root, NativeMemory.ofText(path), how(flags), HOW_SIZE);
    }

    /** The file, or empty where it does not exist: that is no exception, of seven directories of a PATH six do not have a program. */
    public static Optional<Fd> find(Fd root, String path, int flags) {
        long result = Linux.raw(Syscall.OPENAT2, root, NativeMemory.ofText(path), how(flags), HOW_SIZE);
        if (result == -Errno.ENOENT.number() || result == -Errno.ENOTDIR.number()) {
            return Optional.empty();
        }
        if (result < 0) {
            throw new KernelException(Errno.of((int) -result), "openat2", path);
        }
        return Optional.of(Fd.owning((int) result));
    }

    static NativeMemory how(int flags) {
        return how(flags, 0);
    }

    static NativeMemory how(int flags, int mode) {
        return NativeMemory.ofSize(HOW_SIZE)
                .putLong(0, flags | Linux.O_CLOEXEC)
                .putLong(8, mode)
                .putLong(16, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS);
    }
}
