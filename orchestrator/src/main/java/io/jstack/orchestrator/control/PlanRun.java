package io.jstack.orchestrator.control;

import io.jstack.orchestrator.plan.Hands;
import io.jstack.orchestrator.plan.Plan;
import io.jstack.orchestrator.plan.Plan.Edge;
import io.jstack.orchestrator.plan.Plan.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;

/**
 * One execution of a plan: each step as soon as those it waits for are over, and only when they ended as it needs. Owned by the
 * project's mailbox; no thread waits anywhere.
 */
final class PlanRun {
    private final Plan plan;
    private final Hands hands;
    private final Mailbox mailbox;
    private final BooleanSupplier cancelled;
    private final Map<Integer, List<Step>> waiters = new HashMap<>();
    private final Map<Integer, Integer> open = new HashMap<>();
    private final Map<Integer, End> ends = new TreeMap<>();
    private final CompletableFuture<Map<Integer, End>> result = new CompletableFuture<>();

    /** How a step ended. */
    sealed interface End {
        record Done() implements End {}

        record Failed(Throwable failure) implements End {}

        /** Not run, since a step it needed did not succeed, or nobody wants it any more. */
        record Skipped() implements End {}
    }

    private PlanRun(Plan plan, Hands hands, Mailbox mailbox, BooleanSupplier cancelled) {
        this.plan = plan;
        this.hands = hands;
        this.mailbox = mailbox;
        this.cancelled = cancelled;
    }

    /**
     * Runs the plan; the result, by step number, never fails.
     *
     * @param cancelled once true, no further step is begun
     */
    static CompletableFuture<Map<Integer, End>> of(Plan plan, Hands hands, Mailbox mailbox, BooleanSupplier cancelled) {
        PlanRun run = new PlanRun(plan, hands, mailbox, cancelled);
        run.begin();
        return run.result;
    }

    private void begin() {
        if (plan.isEmpty()) {
            result.complete(Map.of());
            return;
        }
        List<Step> first = new ArrayList<>();
        for (Step step : plan.steps()) {
            open.put(step.number(), step.after().size());
            step.after()
                    .forEach(edge -> waiters.computeIfAbsent(edge.step(), n -> new ArrayList<>())
                            .add(step));
            if (step.after().isEmpty()) {
                first.add(step);
            }
        }
        first.forEach(this::run);
    }

    private void run(Step step) {
        boolean wanted = step.after().stream()
                .allMatch(edge -> edge.need() == Edge.Need.END || ends.get(edge.step()) instanceof End.Done);
        if (!wanted || cancelled.getAsBoolean()) {
            end(step, new End.Skipped());
            return;
        }
        CompletableFuture<?> action;
        try {
            action = step.action().applyTo(hands).toCompletableFuture();
        } catch (RuntimeException e) {
            action = CompletableFuture.failedFuture(e);
        }
        Background.letFail(action.whenCompleteAsync(
                (value, failure) ->
                        end(step, failure == null ? new End.Done() : new End.Failed(withoutWrapping(failure))),
                mailbox));
    }

    private void end(Step step, End how) {
        ends.put(step.number(), how);
        for (Step waiter : waiters.getOrDefault(step.number(), List.of())) {
            if (open.merge(waiter.number(), -1, Integer::sum) == 0) {
                run(waiter);
            }
        }
        if (ends.size() == plan.steps().size()) {
            result.complete(ends);
        }
    }

    /** What really failed, beneath the wrapping of futures. */
    static Throwable withoutWrapping(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? withoutWrapping(cause) : failure;
    }
}
