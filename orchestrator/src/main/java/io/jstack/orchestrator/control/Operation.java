package io.jstack.orchestrator.control;

import io.jstack.orchestrator.ControlError;
import io.jstack.orchestrator.model.Stack;
import io.jstack.orchestrator.plan.Plan;
import io.jstack.values.JstackException;
import io.jstack.values.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** What all commands on a project share: a way to be called off, and failures gathered into one. */
final class Operation {
    private final CompletableFuture<Void> calledOff = new CompletableFuture<>();
    private volatile boolean cancelled;

    /** No further action is begun, and nothing is waited for any more. */
    void cancel() {
        cancelled = true;
        calledOff.complete(null);
    }

    /** Ends that wait when the operation is called off. */
    <T> CompletableFuture<T> ends(CompletableFuture<T> wait, Executor mailbox) {
        Background.letFail(calledOff.thenRunAsync(() -> wait.completeExceptionally(interrupted()), mailbox));
        return wait;
    }

    boolean isCancelled() {
        return cancelled;
    }

    /** Fails when a step failed, or was left out because the operation was called off. */
    CompletableFuture<Void> judge(Plan plan, Map<Integer, PlanRun.End> ends) {
        List<Problem> problems = new ArrayList<>();
        ends.forEach((number, end) -> {
            if (end instanceof PlanRun.End.Failed failed) {
                problems.addAll(problems(plan.steps().get(number - 1).action().text(), failed.failure()));
            }
        });
        boolean skipped = ends.values().stream().anyMatch(e -> e instanceof PlanRun.End.Skipped);
        if (problems.isEmpty() && skipped && cancelled) {
            return CompletableFuture.failedFuture(interrupted());
        }
        return problems.isEmpty()
                ? CompletableFuture.completedFuture(null)
                : CompletableFuture.failedFuture(
                        new JstackException(problems.stream().distinct().toList()));
    }

    static List<Problem> problems(String action, Throwable failure) {
        if (failure instanceof JstackException known) {
            return known.problems();
        }
        return List.of(new Problem(
                ControlError.ACTION_FAILED,
                Optional.empty(),
                "cannot %s: %s".formatted(action, failure),
                "see jstack engine logs"));
    }

    static JstackException interrupted() {
        return new JstackException(ControlError.INTERRUPTED, "interrupted; what was begun was finished", "");
    }

    /** Fails with a problem for each name that is no service of the stack. */
    static void check(Stack stack, Collection<String> services) {
        List<Problem> problems = services.stream()
                .filter(s -> !stack.services().containsKey(s))
                .map(s -> new Problem(
                        ControlError.SERVICE_UNKNOWN,
                        Optional.empty(),
                        "no such service: " + s,
                        stack.services().isEmpty()
                                ? ""
                                : "one of " + String.join(", ", stack.services().keySet())))
                .toList();
        if (!problems.isEmpty()) {
            throw new JstackException(problems);
        }
    }
}
