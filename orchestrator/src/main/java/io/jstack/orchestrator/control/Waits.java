package io.jstack.orchestrator.control;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Those who wait until something is true of a project. Owned by its mailbox. */
final class Waits {
    private final List<Wait> waits = new ArrayList<>();

    private record Wait(Supplier<Answer> question, CompletableFuture<Void> result) {}

    /** What a look gives. */
    sealed interface Answer {
        record Yes() implements Answer {}

        record NotYet(String forWhat) implements Answer {}

        /** It will not become true any more. */
        record Never(RuntimeException why) implements Answer {}
    }

    /** Ends when the answer is yes, fails when it is never. Cancelling the future ends the wait. */
    CompletableFuture<Void> until(Supplier<Answer> question) {
        Wait wait = new Wait(question, new CompletableFuture<>());
        waits.add(wait);
        look(wait);
        return wait.result();
    }

    /** Asks everybody's question again. */
    void look() {
        List.copyOf(waits).forEach(this::look);
    }

    private void look(Wait wait) {
        if (!wait.result().isDone()) {
            Answer answer = wait.question().get();
            if (answer instanceof Answer.Yes) {
                wait.result().complete(null);
            } else if (answer instanceof Answer.Never never) {
                wait.result().completeExceptionally(never.why());
            }
        }
        waits.removeIf(w -> w.result().isDone());
    }
}
