package io.jstack.orchestrator;

import java.util.List;

/**
 * A plan, to be shown.
 *
 * @param changes in an order that could be carried out
 * @param warnings what will not be done, and why
 * @param questions what only a person may decide
 * @param text the whole, as {@code plan} prints it
 * @param json the same for programs
 */
public record Changes(List<Change> changes, List<String> warnings, List<String> questions, String text, String json) {
    public Changes {
        changes = List.copyOf(changes);
        warnings = List.copyOf(warnings);
        questions = List.copyOf(questions);
    }

    public boolean isEmpty() {
        return changes.isEmpty();
    }

    /**
     * One action.
     *
     * @param number from 1
     * @param verb {@code create}, {@code start}, {@code recreate}, {@code remove} …
     * @param resource {@code container}, {@code network}, {@code volume}, {@code image}
     * @param after the numbers it waits for
     */
    public record Change(int number, String verb, String resource, String name, String cause, List<Integer> after) {
        public Change {
            after = List.copyOf(after);
        }
    }
}
