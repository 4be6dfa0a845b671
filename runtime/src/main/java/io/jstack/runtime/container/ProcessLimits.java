package io.jstack.runtime.container;

import io.jstack.runtime.RuntimeError;
import io.jstack.runtime.kernel.Calls;
import io.jstack.runtime.kernel.Errno;
import io.jstack.runtime.kernel.Flags;
import io.jstack.runtime.kernel.KernelException;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.NativeMemory;
import io.jstack.runtime.kernel.Pid;
import io.jstack.runtime.kernel.ProgramThread;
import io.jstack.runtime.kernel.Step;
import io.jstack.runtime.kernel.Syscall;
import io.jstack.runtime.kernel.SyscallProgram;
import io.jstack.runtime.oci.ProcessSpec;
import io.jstack.runtime.oci.Rlimit;
import io.jstack.runtime.oci.User;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a child would inherit from the engine and must not: set on it from outside, while it waits at the gate. */
final class ProcessLimits {
    private static final List<String> NAMES = List.of(
            "RLIMIT_CPU",
            "RLIMIT_FSIZE",
            "RLIMIT_DATA",
            "RLIMIT_STACK",
            "RLIMIT_CORE",
            "RLIMIT_RSS",
            "RLIMIT_NPROC",
            "RLIMIT_NOFILE",
            "RLIMIT_MEMLOCK",
            "RLIMIT_AS",
            "RLIMIT_LOCKS",
            "RLIMIT_SIGPENDING",
            "RLIMIT_MSGQUEUE",
            "RLIMIT_NICE",
            "RLIMIT_RTPRIO",
            "RLIMIT_RTTIME");
    private static final String OPEN_FILES = "RLIMIT_NOFILE";
    private static final int USUAL_OPEN_FILES = 1024;

    private ProcessLimits() {}

    /** What it asks for, and the usual number of open files. */
    static List<Rlimit> of(ProcessSpec process) {
        List<Rlimit> limits = new ArrayList<>(process.rlimits());
        if (limits.stream().noneMatch(limit -> limit.type().equals(OPEN_FILES))) {
            // the JVM raised its own soft limit to the hard one, and select(2) breaks above 1024
            long hard = ownHardLimit(OPEN_FILES);
            limits.add(new Rlimit(
                    OPEN_FILES, hard, Long.compareUnsigned(hard, USUAL_OPEN_FILES) < 0 ? hard : USUAL_OPEN_FILES));
        }
        return limits;
    }

    static void apply(Pid pid, ProcessSpec process) {
        List<Rlimit> limits = of(process);
        for (Rlimit limit : limits) {
            long result = Linux.raw(
                    Syscall.PRLIMIT64, pid.value(), number(limit.type()), Calls.limit(limit.soft(), limit.hard()), 0);
            if (result == -Errno.EPERM.number()) {
                setAs(process.user(), pid, limits);
                break;
            }
            if (result < 0) {
                throw new KernelException(Errno.of((int) -result), "prlimit", limit.type() + " of process " + pid);
            }
        }
        try {
            Files.writeString(
                    Path.of("/proc/" + pid + "/oom_score_adj"),
                    Integer.toString(process.oomScoreAdj().orElse(0)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Without CAP_SYS_RESOURCE only the same user may set limits of a process: a thread becomes that user. */
    private static void setAs(User user, Pid pid, List<Rlimit> limits) {
        List<Step> steps = new ArrayList<>();
        steps.add(Calls.setresgid(user.gid()));
        steps.add(Calls.setresuid(user.uid()));
        steps.add(Calls.prctl(Flags.PR_SET_DUMPABLE, 0));
        for (Rlimit limit : limits) {
            steps.add(Calls.prlimit(pid, number(limit.type()), limit.soft(), limit.hard()));
        }
        try (ProgramThread thread = new ProgramThread("limits", t -> new SyscallProgram(steps)).start()) {
            thread.join();
            thread.program().failure().ifPresent(failure -> {
                limits.forEach(ProcessLimits::refuseAboveOwn);
                throw failure.asException();
            });
        }
    }

    private static void refuseAboveOwn(Rlimit limit) {
        long most = ownHardLimit(limit.type());
        if (Long.compareUnsigned(limit.hard(), most) > 0) {
            String name = limit.type().replace("RLIMIT_", "").toLowerCase(Locale.ROOT);
            throw new JstackException(
                    RuntimeError.LIMIT_REFUSED,
                    "ulimit %s of %s is above %s, the most this engine may give"
                            .formatted(name, Long.toUnsignedString(limit.hard()), Long.toUnsignedString(most)),
                    "a lower ulimits: %s, or an engine with CAP_SYS_RESOURCE".formatted(name));
        }
    }

    private static long ownHardLimit(String name) {
        NativeMemory limit = NativeMemory.ofSize(16);
        Linux.call(Syscall.PRLIMIT64, name, 0, number(name), 0, limit);
        return limit.getLong(8);
    }

    private static int number(String name) {
        int resource = NAMES.indexOf(name);
        if (resource < 0) {
            throw new IllegalArgumentException("no resource limit " + name);
        }
        return resource;
    }
}
