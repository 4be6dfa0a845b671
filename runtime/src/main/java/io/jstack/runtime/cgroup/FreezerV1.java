package io.jstack.runtime.cgroup;

import io.jstack.runtime.kernel.Errno;
import io.jstack.runtime.kernel.KernelException;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.Pid;
import io.jstack.runtime.kernel.Syscall;
import io.jstack.values.JstackException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** The freezer of version 1, for hosts without a unified hierarchy: a SIGKILL stays pending until the group is thawed. */
record FreezerV1(Cgroup group, Path directory) implements Freezer {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int SIGKILL = 9;

    @Override
    public void freeze() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        // the kernel gives up on a task that forks at the wrong moment, and wants to be asked again:
        // freezer-subsystem.rst
        do {
            CgroupFile.write(directory.resolve("freezer.state"), "FROZEN");
            if (isFrozen()) {
                return;
            }
            LockSupport.parkNanos(1_000_000);
        } while (System.nanoTime() < end);
        thaw();
        throw new JstackException(
                CgroupError.CGROUP_BUSY,
                "cannot pause %s: a process has been in the kernel for %d s".formatted(group, PATIENCE.toSeconds()),
                "again, when the disk or network it waits for answers");
    }

    @Override
    public void thaw() {
        CgroupFile.write(directory.resolve("freezer.state"), "THAWED");
    }

    @Override
    public boolean isFrozen() {
        return CgroupFile.read(directory.resolve("freezer.state")).orElse("").equals("FROZEN");
    }

    /** Frozen while it is killed, so that nothing forks out from under the list. */
    @Override
    public void kill() {
        List<Pid> processes = group.processes();
        if (processes.isEmpty()) {
            return;
        }
        freeze();
        try {
            for (Pid pid : group.processes()) {
                long result = Linux.raw(Syscall.KILL, pid.value(), SIGKILL);
                if (result < 0 && result != -Errno.ESRCH.number()) {
                    throw new KernelException(Errno.of((int) -result), "kill", pid.toString());
                }
            }
        } finally {
            thaw();
        }
    }
}
