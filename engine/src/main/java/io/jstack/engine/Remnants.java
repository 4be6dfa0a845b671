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
import java.util.function.BooleanSupplier;

/**
 * Files of removed containers, which nobody can reach any more. They are deleted a moment later, one after another, and not while
 * containers are being made: when a stack goes down, and another comes up at once, the processors have better to do. What a killed engine
 * left of them, the next one deletes.
 */
final class Remnants implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("engine");
    private static final Duration A_MOMENT = Duration.ofSeconds(1);
    /** However many are made meanwhile. */
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final Executor later =
            CompletableFuture.delayedExecutor(A_MOMENT.toMillis(), TimeUnit.MILLISECONDS, Pool.of("remnants"));
    private final Queue<Path> trees = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean expected = new AtomicBoolean();
    private volatile long lastMade = System.nanoTime() - A_MOMENT.toNanos();
    private volatile long waitingSince;

    /** A container is being made. */
    void putOff() {
        lastMade = System.nanoTime();
    }

    /** @param tree a directory that belongs to no container from now on */
    void add(Path tree) {
        trees.add(tree);
        if (expected.compareAndSet(false, true)) {
            waitingSince = System.nanoTime();
            later.execute(this::goOn);
        }
    }

    private void goOn() {
        if (deleteUntil(this::isPutOff)) {
            expected.set(false);
            deleteUntil(() -> false); // what was added before that was seen
        } else {
            later.execute(this::goOn);
        }
    }

    private boolean isPutOff() {
        long now = System.nanoTime();
        return now - lastMade < A_MOMENT.toNanos() && now - waitingSince < LONGEST.toNanos();
    }

    /** False when it was put off with something left. */
    private synchronized boolean deleteUntil(BooleanSupplier putOff) {
        while (!trees.isEmpty() && !putOff.getAsBoolean()) {
            deleteNext();
        }
        return trees.isEmpty();
    }

    private void deleteNext() {
        Path tree = trees.poll();
        if (tree != null) {
            try {
                Trees.delete(tree);
            } catch (IOException | RuntimeException e) {
                LOG.log(System.Logger.Level.WARNING, "files stay  path={0} cause=\"{1}\"", tree, e.toString());
            }
        }
    }

    /** Returns once everything added so far is gone. */
    @Override
    public void close() {
        deleteUntil(() -> false);
    }
}
