package io.jstack.orchestrator.control;

import io.jstack.orchestrator.plan.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * When the same repair may be tried again: one that failed, or that was done and left the same plan behind, as where another program
 * undoes it each time. A plan that differs is always tried at once.
 */
final class RepairBackOff {
    private static final Duration WITHOUT_EFFECT = Duration.ofSeconds(1);
    private static final Duration FAILED = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private Set<String> tried = Set.of();
    private Duration wait = Duration.ZERO;
    private Instant next = Instant.MIN;
    private boolean told;

    /** Whether {@code plan} was tried before and is to wait. */
    boolean holdsBack(Plan plan, Instant now) {
        return now.isBefore(next) && actions(plan).equals(tried);
    }

    /** The end of the wait. */
    Instant next() {
        return next;
    }

    /** True once for each attempt: a wait that was not told of yet. */
    boolean isNews() {
        boolean news = !told;
        told = true;
        return news;
    }

    /** It was carried out. Only a second time without effect is worth telling: some effects take the kernel a second. */
    void done(Plan plan, Instant now) {
        boolean again = actions(plan).equals(tried);
        tried(plan, WITHOUT_EFFECT, now);
        told = !again;
    }

    /** It could not be carried out; that was told already. */
    void failed(Plan plan, Instant now) {
        tried(plan, FAILED, now);
        told = true;
    }

    private void tried(Plan plan, Duration first, Instant now) {
        boolean again = actions(plan).equals(tried);
        Duration longer = again ? wait.multipliedBy(2) : first;
        wait = longer.compareTo(LONGEST) < 0 ? longer : LONGEST;
        tried = actions(plan);
        next = now.plus(wait);
    }

    /** There is nothing to repair. */
    void reset() {
        tried = Set.of();
        next = Instant.MIN;
    }

    private static Set<String> actions(Plan plan) {
        return plan.steps().stream()
                .map(step -> step.action().text() + ": " + step.action().cause())
                .collect(Collectors.toSet());
    }
}
