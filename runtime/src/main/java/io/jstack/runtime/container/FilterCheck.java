package io.jstack.runtime.container;

import io.jstack.runtime.RuntimeError;
import io.jstack.runtime.security.SeccompFilter;
import io.jstack.values.JstackException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * Asks a filter, before any thread of the engine wears it, about every call that is still to be made under it: by the mould, by libc's
 * posix_spawn, by the waiting child, and by the JVM when the thread ends. A refusal there would break the launch; a
 * {@code SCMP_ACT_KILL_PROCESS} would end the engine and every container's supervision with it.
 */
final class FilterCheck {
    /** CLONE_VM, CLONE_VFORK and SIGCHLD: what posix_spawn passes. */
    private static final long SPAWN_FLAGS = 0x4111;

    private static final List<String> MADE_UNDER_IT = List.of(
            "prctl",
            "setgroups",
            "setresgid",
            "setresuid",
            "capset",
            "write",
            // libc: posix_spawn
            "mmap",
            "munmap",
            "mprotect",
            "rt_sigprocmask",
            "rt_sigaction",
            "wait4",
            // the child, up to the program
            "setsid",
            "fchdir",
            "chdir",
            "openat",
            "close",
            "dup2",
            "fcntl",
            "execve",
            // the JVM, when the thread ends
            "futex",
            "madvise",
            "gettid",
            "getpid",
            "sched_yield",
            "clock_gettime",
            "rt_sigreturn",
            "set_robust_list",
            "exit",
            "exit_group");

    /** Those that passed: a filter never changes, and equal ones are one. */
    private static final Set<SeccompFilter> PASSED =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    private FilterCheck() {}

    static void check(SeccompFilter filter) {
        if (PASSED.contains(filter)) {
            return;
        }
        List<String> refused = new ArrayList<>();
        for (String call : MADE_UNDER_IT) {
            if (!filter.verdict(call).isAllowed()) {
                refused.add(call);
            }
        }
        // libc tries clone3 first, and takes ENOSYS for "use clone"
        SeccompFilter.Verdict clone3 = filter.verdict("clone3");
        boolean fallsBack = clone3.errno().isPresent() && clone3.errno().getAsInt() == 38;
        if (!clone3.isAllowed()
                && !(fallsBack && filter.verdict("clone", SPAWN_FLAGS).isAllowed())) {
            refused.add("clone");
        }
        if (!refused.isEmpty()) {
            throw new JstackException(
                    RuntimeError.SPEC_REFUSED,
                    "the seccomp profile refuses %s, without which no process can be started"
                            .formatted(String.join(", ", refused)),
                    "allow those in the profile, or run the container by an OCI runtime");
        }
        PASSED.add(filter);
    }
}
