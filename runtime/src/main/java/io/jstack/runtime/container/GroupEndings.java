package io.jstack.runtime.container;

import io.jstack.runtime.cgroup.Cgroup;
import io.jstack.runtime.kernel.Pool;
import io.jstack.values.ContainerId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What becomes of the groups of ended containers, after their ends were told. A group is left standing for a moment, with what else {@link
 * Remains}: the next run of the same container mostly follows at once, and needs none of it made anew. Then, or when something of the past
 * run would show in the next, all is taken away.
 */
final class GroupEndings {
    private static final System.Logger LOG = System.getLogger("runtime");

    /** How long processes that are just ending may keep a group busy. */
    static final Duration REMOVAL = Duration.ofSeconds(2);

    /** So long a removal is put off while containers are launched: the processors have better to do. */
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final Executor later;
    private final long standing;
    private final String parent;
    private final Map<String, Ending> underWay = new ConcurrentHashMap<>();
    private volatile long lastLaunch = System.nanoTime() - LONGEST.toNanos();

    /**
     * @param parent the path of the engine's own group
     * @param standing how long a group stands for the next run
     */
    GroupEndings(String parent, Duration standing) {
        this.parent = parent;
        this.standing = standing.toNanos();
        later = CompletableFuture.delayedExecutor(standing.toMillis(), TimeUnit.MILLISECONDS, Pool.of("group-endings"));
    }

    /** One group's end; of the next run and the removal, the first to claim the group has it. */
    final class Ending {
        private final Cgroup group;
        private final Remains remains;
        private final CompletableFuture<Boolean> stands = new CompletableFuture<>();
        private final AtomicBoolean claimed = new AtomicBoolean();
        private final CompletableFuture<Void> over = new CompletableFuture<>();
        private final long begun = System.nanoTime();

        private Ending(Cgroup group, Remains remains) {
            this.group = group;
            this.remains = remains;
        }

        /** Whatever is still inside is killed, since a pid namespace shared with others does not end with its first process. */
        void carryOut() {
            boolean unmarked = false;
            try {
                if (group.isPopulated()) {
                    group.kill();
                } else {
                    unmarked = group.isUnmarked();
                }
            } catch (RuntimeException e) {
                tellThatItStays(e); // whatever it was, the next run must not wait for ever
            }
            stands.complete(unmarked);
            if (unmarked) {
                later.execute(this::removeWhenCalm);
            } else {
                remove();
            }
        }

        private void removeWhenCalm() {
            long now = System.nanoTime();
            if (now - lastLaunch < standing && now - begun < LONGEST.toNanos()) {
                later.execute(this::removeWhenCalm);
            } else {
                remove();
            }
        }

        /** Returns once the group is gone, or another run's. */
        private void remove() {
            if (!claimed.compareAndSet(false, true)) {
                over.join();
                return;
            }
            try {
                remains.close();
                group.remove(REMOVAL);
            } catch (RuntimeException e) {
                tellThatItStays(e);
            } finally {
                end();
            }
        }

        private Optional<Ending> claim() {
            if (stands.join() && claimed.compareAndSet(false, true)) {
                end();
                return Optional.of(this);
            }
            over.join();
            return Optional.empty();
        }

        private void end() {
            underWay.remove(group.path(), this);
            over.complete(null);
        }

        private void tellThatItStays(RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "control group stays  path={0} cause=\"{1}\"", group, e.getMessage());
        }
    }

    /**
     * To be called before anybody can have heard of the end, and so before another run of the container begins.
     *
     * @param remains from now on closed here
     */
    Ending begin(Cgroup group, Remains remains) {
        Ending ending = new Ending(group, remains);
        underWay.put(group.path(), ending);
        return ending;
    }

    /**
     * What the run before left, for the next one, whose it becomes; empty where that has to make a group, and none of that path is being
     * taken away.
     */
    Optional<Remains> claim(String path) {
        lastLaunch = System.nanoTime();
        return Optional.ofNullable(underWay.get(path)).flatMap(Ending::claim).map(ending -> ending.remains);
    }

    /** A further run may follow, or not: a group stands for what is left of its moment, but not in a group of somebody else's. */
    void letGo(String path) {
        if (!path.substring(0, path.lastIndexOf('/')).equals(parent)) {
            finish(path);
        }
    }

    /** No further run follows: returns once no group of that path is left here. */
    void finish(String path) {
        Optional.ofNullable(underWay.get(path)).ifPresent(ending -> {
            ending.stands.join();
            ending.remove();
        });
    }

    /** The same for a container, in whichever group it was. */
    void finish(ContainerId id) {
        List.copyOf(underWay.keySet()).stream()
                .filter(path -> path.endsWith("/" + id.value()))
                .forEach(this::finish);
    }

    /** Takes away what still stands. */
    void close() {
        List.copyOf(underWay.keySet()).forEach(this::finish);
    }
}
