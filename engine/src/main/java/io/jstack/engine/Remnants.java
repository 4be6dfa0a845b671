package io.jstack.engine;

import io.jstack.runtime.kernel.Pool;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Files of removed containers, which nobody can reach any more. They are deleted a moment later, one after another: while a stack goes
 * down, and while another comes up at once, the processors have better to do. What a killed engine left of them, the next one deletes.
 */
final class Remnants implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("engine");
    private static final Duration A_MOMENT = Duration.ofSeconds(1);

    private final Executor later =
            CompletableFuture.delayedExecutor(A_MOMENT.toMillis(), TimeUnit.MILLISECONDS, Pool.of("remnants"));
    private final Queue<Path> trees = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean expected = new AtomicBoolean();

    /** @param tree a directory that belongs to no container from now on */
    void add(Path tree) {
        trees.add(tree);
        if (expected.compareAndSet(false, true)) {
            later.execute(() -> {
                expected.set(false); // what is added from now on is seen below, or later
                deleteAll();
            });
        }
    }

    private synchronized void deleteAll() {
        for (Path tree = trees.poll(); tree != null; tree = trees.poll()) {
            try {
                Trees.delete(tree);
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, "files stay  path={0} cause=\"{1}\"", tree, e.toString());
            }
        }
    }

    /** Returns once everything added so far is gone. */
    @Override
    public void close() {
        deleteAll();
    }
}
