package io.jstack.runtime.container;

import io.jstack.runtime.cgroup.Cgroup;
import io.jstack.runtime.kernel.Pid;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/**
 * The move of a waiting process into its group, on a thread of its own: it may wait for a grace period (see {@link GroupMoves}), and
 * nothing but the opening of the gate needs to wait with it.
 */
final class GroupEntry {
    /** As many as there are moves at once: none may wait for another's grace period. */
    private static final Executor MOVERS = Executors.newCachedThreadPool(move -> {
        Thread thread = new Thread(move, "group-entry");
        thread.setDaemon(true);
        return thread;
    });

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
