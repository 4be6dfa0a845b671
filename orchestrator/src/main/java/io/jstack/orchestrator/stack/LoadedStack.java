package io.jstack.orchestrator.stack;

import io.jstack.orchestrator.model.Stack;
import io.jstack.orchestrator.stack.report.Warning;
import io.jstack.orchestrator.stack.tree.MapNode;
import java.util.List;

/**
 * A stack file, read and understood.
 *
 * @param stack the model, for the reconciler
 * @param tree the canonical form the model was decoded from
 * @param warnings what the user should know, in the order it was found
 */
public record LoadedStack(Stack stack, MapNode tree, List<Warning> warnings) {
    public LoadedStack {
        warnings = List.copyOf(warnings);
    }
}
