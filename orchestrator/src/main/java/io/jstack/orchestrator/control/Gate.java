package io.jstack.orchestrator.control;

import io.jstack.orchestrator.Progress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** A project's lock: one operation at a time, in the order they came. Owned by the project's mailbox. */
final class Gate {
    private final String project;
    private final Mailbox mailbox;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private Optional<String> holder = Optional.empty();

    private record Waiting(String who, Runnable enter) {}

    Gate(String project, Mailbox mailbox) {
        this.project = project;
        this.mailbox = mailbox;
    }

    Optional<String> holder() {
        return holder;
    }

    /** Runs the operation when all before it are over; it, and what it returns, belong to the mailbox. */
    <T> CompletableFuture<T> enter(String who, Progress progress, Supplier<CompletableFuture<T>> operation) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Runnable enter = () -> start(who, operation, result);
        if (holder.isEmpty()) {
            enter.run();
        } else {
            holder.filter(h -> !h.equals(Resync.HOLDER))
                    .ifPresent(h -> progress.on(new Progress.Step(
                            Progress.Resource.PROJECT, project, Progress.State.WORKING, "Waiting for " + h)));
            waiting.add(new Waiting(who, enter));
        }
        return result;
    }

    private <T> void start(String who, Supplier<CompletableFuture<T>> operation, CompletableFuture<T> result) {
        holder = Optional.of(who);
        CompletableFuture<T> running;
        try {
            running = operation.get();
        } catch (RuntimeException e) {
            running = CompletableFuture.failedFuture(e);
        }
        Background.letFail(running.whenCompleteAsync(
                (value, failure) -> {
                    holder = Optional.empty();
                    Optional.ofNullable(waiting.poll())
                            .ifPresent(next -> next.enter().run());
                    if (failure == null) {
                        result.complete(value);
                    } else {
                        result.completeExceptionally(failure);
                    }
                },
                mailbox));
    }
}
