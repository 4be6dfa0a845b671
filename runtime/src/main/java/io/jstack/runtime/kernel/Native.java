package io.jstack.runtime.kernel;

import jnr.ffi.LibraryLoader;
import jnr.ffi.Runtime;
import jnr.ffi.annotations.SaveError;

/** libc as far as we use it: {@code syscall} for the kernel, and the few functions that are more than one system call. */
final class Native {
    /** Every argument is a long: on the 64-bit Linux ABIs an int or a pointer travels in the same register. */
    public interface Libc {
        @SaveError
        long syscall(long number, long a, long b, long c, long d, long e, long f);

        /** The kernel reads whatever is left in the places of further words, so only for calls that have no more. */
        @SaveError
        long syscall(long number, long a, long b, long c, long d);

        /** {@code unused} is passed and ignored: with six words jnr-ffi 2.3.4 hands over a wrong sixth on x86-64. */
        int posix_spawn(long pid, long path, long actions, long attributes, long argv, long envp, long unused);

        int malloc_trim(long pad);

        int posix_spawn_file_actions_init(long actions);

        int posix_spawn_file_actions_destroy(long actions);

        int posix_spawn_file_actions_addopen(long actions, int fd, long path, int flags, int mode);

        int posix_spawn_file_actions_addclose(long actions, int fd);

        int posix_spawn_file_actions_adddup2(long actions, int from, int to);

        int posix_spawn_file_actions_addfchdir_np(long actions, int fd);

        int posix_spawn_file_actions_addchdir_np(long actions, long path);

        int posix_spawnattr_init(long attributes);

        int posix_spawnattr_destroy(long attributes);

        int posix_spawnattr_setflags(long attributes, short flags);

        int posix_spawnattr_setsigdefault(long attributes, long signals);

        int posix_spawnattr_setsigmask(long attributes, long signals);
    }

    static final Libc LIBC = LibraryLoader.create(Libc.class).load("c");
    static final Runtime RUNTIME = Runtime.getRuntime(LIBC);

    /** How many words the short form takes. */
    static final int FEW = 4;

    private Native() {}

    /** The kernel's own convention: a result, or the negated errno. */
    static long syscall(long number, long a, long b, long c, long d, long e, long f) {
        return result(LIBC.syscall(number, a, b, c, d, e, f));
    }

    /** Most calls have so few words: jnr-ffi hands them over in registers, in half the time that seven take by a buffer. */
    static long syscall(long number, long a, long b, long c, long d) {
        return result(LIBC.syscall(number, a, b, c, d));
    }

    private static long result(long returned) {
        return returned == -1 ? -RUNTIME.getLastError() : returned;
    }
}
