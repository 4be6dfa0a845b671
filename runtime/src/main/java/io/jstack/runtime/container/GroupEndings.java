package io.jstack.runtime.container;

import io.jstack.runtime.cgroup.Cgroup;
import io.jstack.values.JstackException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Takes away the groups of ended containers, after their ends were told: moves and removals wait for each other in the kernel, and nobody
 * but the next run of the same container needs to wait for this one.
 */
final class GroupEndings {
    private static final System.Logger LOG = System.getLogger("runtime");

    /** How long processes that are just ending may keep a group busy. */
    static final Duration REMOVAL = Duration.ofSeconds(2);

    private final Map<String, CompletableFuture<Void>> underWay = new ConcurrentHashMap<>();

    /** One group's end. */
    final class Ending {
        private final Cgroup group;
        private final CompletableFuture<Void> gone = new CompletableFuture<>();

        private Ending(Cgroup group) {
            this.group = group;
        }

        /** Whatever is still inside is killed, since a pid namespace shared with others does not end with its first process. */
        void carryOut() {
            try {
                if (group.isPopulated()) {
                    group.kill();
                }
                group.remove(REMOVAL);
            } catch (JstackException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "control group stays  path={0} cause=\"{1}\"",
                        group,
                        e.getMessage());
            } finally {
                underWay.remove(group.path(), gone);
                gone.complete(null);
            }
        }
    }

    /** To be called before anybody can have heard of the end, and so before another run of the container begins. */
    Ending begin(Cgroup group) {
        Ending ending = new Ending(group);
        underWay.put(group.path(), ending.gone);
        return ending;
    }

    /** Returns once no group of that path is being taken away. */
    void await(String path) {
        CompletableFuture<Void> ending = underWay.get(path);
        if (ending != null) {
            ending.join();
        }
    }
}
