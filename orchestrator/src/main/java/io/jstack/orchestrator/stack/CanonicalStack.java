package io.jstack.orchestrator.stack;

import io.jstack.orchestrator.stack.tree.MapNode;
import java.util.List;

/**
 * A stack file in its canonical form: what {@code config} prints.
 *
 * @param projectName the project's name
 * @param tree the whole stack, long forms only
 * @param warnings what the user should know, in the order it was found
 */
public record CanonicalStack(String projectName, MapNode tree, List<Warning> warnings) {
    public CanonicalStack {
        warnings = List.copyOf(warnings);
    }
}
