package io.jstack.runtime.container;

import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.KernelException;
import io.jstack.runtime.kernel.MountTree;
import io.jstack.runtime.kernel.Pool;
import io.jstack.values.ContainerId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Makes moves into control groups quick for as long as the engine lives. By default the first one after a pause waits for an RCU grace
 * period, 5 to 30 ms, so that a fork(2) need not look at a lock in memory that others write (cgroup_threadgroup_rwsem, percpu_rwsem).
 * {@code favordynmods}, an option of the cgroup file system from Linux 6.0 on, ends the waiting, and any hierarchy that has it does so for
 * all. So the engine makes one of its own: it has no controller, is mounted nowhere, and ends with the descriptor.
 */
final class GroupMoves implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("runtime");

    private final CompletableFuture<Optional<Fd>> hierarchy;

    /** @param instance what the hierarchy's name begins with, as others see it in their {@code /proc/PID/cgroup} */
    GroupMoves(String instance) {
        // one of the same name may be ending, and is in the way until it has (EBUSY)
        String name = instance + "-" + ContainerId.random().shortId();
        hierarchy = CompletableFuture.supplyAsync(() -> makeHierarchy(name), Pool.of("group-moves"));
    }

    private static Optional<Fd> makeHierarchy(String name) {
        try {
            return Optional.of(MountTree.make("cgroup", List.of("none", "name=" + name, "favordynmods"), 0));
        } catch (KernelException e) {
            // as on an older kernel: moves are slower without it, and nothing else
            LOG.log(System.Logger.Level.INFO, "moves into control groups are slow  cause=\"{0}\"", e.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        hierarchy.join().ifPresent(Fd::close);
    }
}
