package io.jstack.runtime.container;

import io.jstack.runtime.kernel.KernelException;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.NativeMemory;
import io.jstack.runtime.kernel.Pid;
import io.jstack.runtime.kernel.Syscall;
import io.jstack.runtime.oci.ProcessSpec;
import io.jstack.runtime.oci.Rlimit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

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

    static void apply(Pid pid, ProcessSpec process) {
        if (process.rlimits().stream().noneMatch(limit -> limit.type().equals(OPEN_FILES))) {
            // the JVM raised its own soft limit to the hard one, and select(2) breaks above 1024
            NativeMemory inherited = NativeMemory.ofSize(16);
            call(pid, OPEN_FILES, 0, inherited);
            call(pid, OPEN_FILES, inherited.putLong(0, USUAL_OPEN_FILES), 0);
        }
        for (Rlimit limit : process.rlimits()) {
            call(
                    pid,
                    limit.type(),
                    NativeMemory.ofSize(16).putLong(0, limit.soft()).putLong(8, limit.hard()),
                    0);
        }
        try {
            Files.writeString(
                    Path.of("/proc/" + pid + "/oom_score_adj"),
                    Integer.toString(process.oomScoreAdj().orElse(0)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void call(Pid pid, String name, Object set, Object get) {
        int resource = NAMES.indexOf(name);
        if (resource < 0) {
            throw new IllegalArgumentException("no resource limit " + name);
        }
        try {
            Linux.call(Syscall.PRLIMIT64, name, pid.value(), resource, set, get);
        } catch (KernelException e) {
            throw new KernelException(e.errno(), "prlimit", name + " of process " + pid);
        }
    }
}
