package io.jstack.runtime.cgroup;

import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.KernelException;
import io.jstack.runtime.kernel.MemoryProgram;
import io.jstack.values.JstackException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;

/**
 * Makes cgroup namespaces rooted in containers' groups, by processes that are used again ({@link Visitor}). Safe for use by several
 * threads.
 */
public final class Visitors implements AutoCloseable {
    /** 12 KiB and two descriptors each. */
    private static final int MOST_FREE = 8;

    private final Optional<List<String>> home;
    private final Consumer<Fd> reaper;
    private final BlockingQueue<Visitor> free = new ArrayBlockingQueue<>(MOST_FREE);
    private boolean closed;

    /**
     * @param cgroups the hierarchies in which all the groups are
     * @param reaper is handed the pidfd of each visitor that ends, a child of this process; it must not keep it
     */
    public Visitors(Cgroups cgroups, Consumer<Fd> reaper) {
        this(OwnGroups.processFiles(cgroups.mounts()), reaper);
    }

    Visitors(Optional<List<String>> home, Consumer<Fd> reaper) {
        this.home = home;
        this.reaper = reaper;
    }

    /**
     * A namespace whose root is this group in every hierarchy; the caller's to close.
     *
     * @throws JstackException {@link CgroupError#CGROUP_UNAVAILABLE}
     */
    public Fd namespaceOf(Cgroup group) {
        Optional<Visitor> rested = Optional.ofNullable(free.poll());
        if (rested.isPresent()) {
            try {
                return visit(rested.get(), group);
            } catch (KernelException e) {
                // somebody killed it meanwhile; if that was not it, the next one fails as well
            }
        }
        try {
            return visit(Visitor.start(), group);
        } catch (KernelException e) {
            throw new JstackException(
                    CgroupError.CGROUP_UNAVAILABLE,
                    "cannot make a cgroup namespace in %s: %s".formatted(group.path(), e.getMessage()),
                    MemoryProgram.ADVICE + "; or say cgroup: host",
                    e);
        }
    }

    private Fd visit(Visitor visitor, Cgroup group) {
        try {
            visitor.step(group.processFiles());
            Fd namespace = visitor.namespace();
            goHome(visitor);
            return namespace;
        } catch (KernelException e) {
            visitor.end(reaper);
            throw e;
        }
    }

    /** One that cannot go home ends, and so leaves the group as well. */
    private void goHome(Visitor visitor) {
        try {
            if (home.isPresent()) {
                visitor.step(home.get());
                visitor.unshare(); // the namespace it has holds on to a group that will be removed
                if (rests(visitor)) {
                    return;
                }
            }
        } catch (KernelException e) {
            // the engine was moved elsewhere since, and where it was is gone
        }
        visitor.end(reaper);
    }

    private synchronized boolean rests(Visitor visitor) {
        return !closed && free.offer(visitor);
    }

    /** Ends those that are free, and each other when it comes home. */
    @Override
    public synchronized void close() {
        closed = true;
        List<Visitor> left = new ArrayList<>();
        free.drainTo(left);
        left.forEach(visitor -> visitor.end(reaper));
    }
}
