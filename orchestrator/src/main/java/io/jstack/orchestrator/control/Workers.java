package io.jstack.orchestrator.control;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Threads for calls that block. Work that costs the machine something is bounded, so that a large stack does not flood the host; what
 * mostly waits (a stop's grace, a probe) is not. INVARIANT: a bounded task never waits for another one, so any bound above 0 is
 * enough to finish.
 */
final class Workers {
    private final Executor threads;
    private final Deque<Runnable> queue = new ArrayDeque<>();
    private int permits;

    Workers(Executor threads, int bound) {
        this.threads = threads;
        this.permits = bound;
    }

    /** A call that takes CPU, disk or kernel locks. */
    <T> CompletableFuture<T> bounded(Supplier<T> call) {
        CompletableFuture<T> result = new CompletableFuture<>();
        submit(() -> complete(result, call), queue::addLast);
        return result;
    }

    CompletableFuture<Void> bounded(Runnable call) {
        CompletableFuture<Void> result = new CompletableFuture<>();
        submit(() -> complete(result, call), queue::addLast);
        return result;
    }

    /** Before all that waits, since somebody misses what it does. */
    CompletableFuture<Void> boundedAhead(Runnable call) {
        CompletableFuture<Void> result = new CompletableFuture<>();
        submit(() -> complete(result, call), queue::addFirst);
        return result;
    }

    /** A call that mostly waits, or that must not wait for others. */
    <T> CompletableFuture<T> free(Supplier<T> call) {
        return CompletableFuture.supplyAsync(call, threads);
    }

    CompletableFuture<Void> free(Runnable call) {
        return CompletableFuture.runAsync(call, threads);
    }

    private static <T> void complete(CompletableFuture<T> result, Supplier<T> call) {
        try {
            result.complete(call.get());
        } catch (RuntimeException | Error e) {
            result.completeExceptionally(e);
        }
    }

    private static void complete(CompletableFuture<Void> result, Runnable call) {
        try {
            call.run();
            result.complete(null);
        } catch (RuntimeException | Error e) {
            result.completeExceptionally(e);
        }
    }

    private void submit(Runnable task, Consumer<Runnable> place) {
        synchronized (queue) {
            if (permits == 0) {
                place.accept(task);
                return;
            }
            permits--;
        }
        threads.execute(() -> runAndPassOn(task));
    }

    private void runAndPassOn(Runnable first) {
        Runnable task = first;
        while (task != null) {
            task.run();
            synchronized (queue) {
                task = queue.poll();
                if (task == null) {
                    permits++;
                }
            }
        }
    }
}
