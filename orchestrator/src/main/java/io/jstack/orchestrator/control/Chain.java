package io.jstack.orchestrator.control;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

/** Futures one after another, where {@link CompletableFuture} itself only chains on success. */
final class Chain {
    private Chain() {}

    /** Begins the work on the executor. */
    static <T> CompletableFuture<T> on(Executor executor, Supplier<CompletableFuture<T>> work) {
        return then(CompletableFuture.completedFuture(null), failure -> work.get(), executor);
    }

    /** Goes on with {@code next} however {@code before} ended; it is handed what failed, if anything did. */
    static <T> CompletableFuture<T> then(
            CompletableFuture<?> before, Function<Optional<Throwable>, CompletableFuture<T>> next, Executor executor) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Background.letFail(before.whenCompleteAsync(
                (value, failure) -> {
                    try {
                        pass(next.apply(Optional.ofNullable(failure).map(PlanRun::withoutWrapping)), result);
                    } catch (RuntimeException e) {
                        result.completeExceptionally(e);
                    }
                },
                executor));
        return result;
    }

    private static <T> void pass(CompletableFuture<T> from, CompletableFuture<T> to) {
        Background.letFail(from.whenComplete((value, failure) -> {
            if (failure == null) {
                to.complete(value);
            } else {
                to.completeExceptionally(PlanRun.withoutWrapping(failure));
            }
        }));
    }
}
