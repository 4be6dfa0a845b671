package io.jstack.orchestrator.stack.decode;

import io.jstack.orchestrator.stack.report.Findings;
import io.jstack.orchestrator.stack.report.StackError;
import io.jstack.orchestrator.stack.schema.ComposeSchema;
import io.jstack.orchestrator.stack.schema.Element;
import io.jstack.orchestrator.stack.schema.Type;
import io.jstack.orchestrator.stack.tree.KeyPath;
import io.jstack.orchestrator.stack.tree.ListNode;
import io.jstack.orchestrator.stack.tree.MapNode;
import io.jstack.orchestrator.stack.tree.Node;

/** Says of every key that is used what becomes of it when that is not what the specification promises. */
final class Verdicts {
    private final Findings findings;

    Verdicts(Findings findings) {
        this.findings = findings;
    }

    void check(MapNode stack) {
        element(stack, ComposeSchema.STACK, KeyPath.ROOT);
    }

    private void element(MapNode map, Element element, KeyPath path) {
        map.entries()
                .forEach(entry -> element.key(entry.getKey()).ifPresent(key -> {
                    KeyPath at = path.key(key.name());
                    if (say(key, entry.getValue(), at)) {
                        value(entry.getValue().value(), key.type(), at);
                    }
                }));
    }

    /** Whether what is below the key still matters. */
    private boolean say(Element.Key key, MapNode.Entry entry, KeyPath at) {
        switch (key.verdict().kind()) {
            case WARNED ->
                findings.warn(
                        entry.keyPlace(),
                        at + " has no effect: " + key.verdict().note());
            case REFUSED ->
                findings.problem(
                        StackError.UNSUPPORTED,
                        entry.keyPlace(),
                        at + " is not supported: " + key.verdict().note(),
                        "remove it; docs/compatibility.md says what is supported");
            default -> {
                return true;
            }
        }
        return false;
    }

    private void value(Node node, Type type, KeyPath path) {
        if (node instanceof MapNode map) {
            type.element().ifPresent(element -> element(map, element, path));
            type.values()
                    .ifPresent(values -> map.entries()
                            .forEach(entry -> value(entry.getValue().value(), values, path.key(entry.getKey()))));
        } else if (node instanceof ListNode list && type.items().isPresent()) {
            for (int i = 0; i < list.items().size(); i++) {
                value(list.items().get(i), type.items().get(), path.item(i));
            }
        }
    }
}
