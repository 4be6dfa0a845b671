package io.jstack.runtime.container;

import io.jstack.runtime.cgroup.Cgroup;
import io.jstack.runtime.kernel.Pid;
import io.jstack.runtime.kernel.Pool;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/**
 * The move of a waiting process into its group, on a thread of its own: it may wait for a grace period (see {@link GroupMoves}), and
 * nothing but the opening of the gate needs to wait with it.
 */
final class GroupEntry {
    private static final Executor MOVERS = Pool.of("group-entry");

    private final CompletableFuture<Void> done;

    private GroupEntry(CompletableFuture<Void> done) {
        this.done = done;
    }

    static GroupEntry begin(Cgroup group, Pid pid) {
        return new GroupEntry(CompletableFuture.runAsync(() -> group.enter(pid), MOVERS));
    }

    /** @throws io.jstack.runtime.kernel.KernelException where the kernel refused the move */
    void await() {
        try {
            done.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** Returns when it is over, well or not. */
    void over() {
        done.handle((moved, failure) -> null).join();
    }
}
