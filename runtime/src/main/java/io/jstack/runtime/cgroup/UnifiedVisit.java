package io.jstack.runtime.cgroup;

import io.jstack.runtime.kernel.Errno;
import io.jstack.runtime.kernel.KernelException;
import java.nio.file.Path;
import java.util.List;

/**
 * The whole engine in a container's group of the unified hierarchy, for as long as a thread of it unshares its cgroup namespace there. On
 * a host that has version 1 beside it that hierarchy controls nothing, and takes no single thread; otherwise a container would read
 * the path of its group in {@code /proc/self/cgroup}.
 *
 * <p>Whatever another thread starts meanwhile is born in the group, and is moved out again: so nobody else moves a process while a
 * visit lasts.
 */
final class UnifiedVisit {
    /** Held by who moves processes. */
    static final Object MOVES = new Object();

    private static final String PROCESSES = "cgroup.procs";
    private static final String MYSELF = "0";

    /** More than forks can keep ahead of; a group still busy then shows when it is to be removed. */
    private static final int ROUNDS = 100;

    private UnifiedVisit() {}

    static void of(Path group, Path home, Runnable meanwhile) {
        synchronized (MOVES) {
            CgroupFile.write(group.resolve(PROCESSES), MYSELF);
            try {
                meanwhile.run();
            } finally {
                CgroupFile.write(home.resolve(PROCESSES), MYSELF);
                takeOut(group, home);
            }
        }
    }

    /** Those that were born here; their own children too, so until nobody is left. */
    private static void takeOut(Path group, Path home) {
        List<String> strays = CgroupFile.lines(group.resolve(PROCESSES));
        for (int round = 0; round < ROUNDS && !strays.isEmpty(); round++) {
            for (String stray : strays) {
                try {
                    CgroupFile.write(home.resolve(PROCESSES), stray);
                } catch (KernelException e) {
                    if (e.errno() != Errno.ESRCH) {
                        throw e; // ESRCH: it ended by itself
                    }
                }
            }
            strays = CgroupFile.lines(group.resolve(PROCESSES));
        }
    }
}
