package io.jstack.orchestrator.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What to do, and what to say. A step only ever waits for steps with lower numbers, so the list is itself an order that works.
 *
 * <p>Its text is stable, one line a step: {@code #3 start db-1 (image changed) after #1, #2}; then {@code waiting: …},
 * {@code warning: …} and {@code question: …} lines.
 *
 * @param waiting what is left for a later plan, because something it depends on is not ready: {@code web-1 for db to be healthy}
 * @param warnings what is not done, and why
 * @param questions what only a person may decide, as it would lose data
 */
public record Plan(List<Step> steps, List<String> waiting, List<String> warnings, List<String> questions) {
    /** Nothing to do, nothing to say. */
    public static final Plan EMPTY = new Plan(List.of(), List.of(), List.of(), List.of());

    public Plan {
        steps = List.copyOf(steps);
        waiting = List.copyOf(waiting);
        warnings = List.copyOf(warnings);
        questions = List.copyOf(questions);
    }

    public boolean isEmpty() {
        return steps.isEmpty();
    }

    /**
     * An action and what it waits for.
     *
     * @param number from 1
     */
    public record Step(int number, Action action, List<Edge> after) {
        public Step {
            after = List.copyOf(after);
        }

        @Override
        public String toString() {
            String line = "#" + number + " " + action.text() + " (" + action.cause() + ")";
            return after.isEmpty()
                    ? line
                    : line + after.stream().map(Edge::toString).collect(Collectors.joining(", ", " after ", ""));
        }
    }

    /** A step waited for, and the outcome it must have. */
    public record Edge(int step, Need need) {
        /** What the waiting step needs. */
        public enum Need {
            /** It must have succeeded, else the waiting step is not run. */
            SUCCESS,
            /** It must be over, however it ended. */
            END
        }

        @Override
        public String toString() {
            return "#" + step + (need == Need.END ? " ended" : "");
        }
    }

    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        steps.forEach(step -> lines.add(step.toString()));
        waiting.forEach(line -> lines.add("waiting: " + line));
        warnings.forEach(line -> lines.add("warning: " + line));
        questions.forEach(line -> lines.add("question: " + line));
        return lines.stream().map(line -> line + "\n").collect(Collectors.joining());
    }
}
