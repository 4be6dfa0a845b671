package io.jstack.orchestrator.stack.canonical;

import io.jstack.orchestrator.stack.report.Findings;
import io.jstack.orchestrator.stack.schema.ComposeSchema;
import io.jstack.orchestrator.stack.schema.Element;
import io.jstack.orchestrator.stack.schema.Form;
import io.jstack.orchestrator.stack.schema.Type;
import io.jstack.orchestrator.stack.tree.KeyPath;
import io.jstack.orchestrator.stack.tree.ListNode;
import io.jstack.orchestrator.stack.tree.MapNode;
import io.jstack.orchestrator.stack.tree.Node;
import io.jstack.orchestrator.stack.tree.ScalarNode;
import java.util.Optional;

/** Gives each value of a valid tree in long form the one form its type has; what says nothing is left out. */
public final class PrintedForms {
    private final ScalarForms scalars;
    private final ListForms lists;

    public PrintedForms(Findings findings) {
        this.scalars = new ScalarForms(findings);
        this.lists = new ListForms(findings);
    }

    public MapNode apply(MapNode stack) {
        return element(stack, ComposeSchema.STACK, KeyPath.ROOT);
    }

    private MapNode element(MapNode map, Element element, KeyPath path) {
        return map.revised((key, value) -> {
            Optional<Element.Key> known = element.key(key);
            return known.isEmpty()
                    ? Optional.of(value)
                    : value(value, known.get().type(), path.key(key));
        });
    }

    /** Empty when the value is left out. */
    private Optional<Node> value(Node node, Type type, KeyPath path) {
        if (type.form() == Form.PARTS
                || (node instanceof MapNode && type.element().isPresent())) {
            return parts(node, type, path);
        }
        return node instanceof ScalarNode scalar && ScalarForms.knows(type.form())
                ? scalars.print(scalar, type.form(), path)
                : lists.print(node, type.form(), path);
    }

    private Optional<Node> parts(Node node, Type type, KeyPath path) {
        if (node instanceof MapNode map) {
            if (type.element().isPresent()) {
                return Optional.of(element(map, type.element().get(), path));
            }
            return map.isEmpty() ? Optional.empty() : Optional.of(values(map, type, path));
        }
        if (node instanceof ListNode list && type.items().isPresent()) {
            return list.items().isEmpty()
                    ? Optional.empty()
                    : Optional.of(items(list, type.items().get(), path));
        }
        return node.isNull() ? Optional.empty() : Optional.of(node);
    }

    /** A map of the user's own names keeps every name, also one without a value. */
    private MapNode values(MapNode map, Type type, KeyPath path) {
        return map.replaced((name, value) -> {
            Optional<Node> printed = type.values().flatMap(values -> value(value, values, path.key(name)));
            return printed.isPresent() || value.isNull() ? printed.orElse(value) : ScalarNode.nothing(value.place());
        });
    }

    private ListNode items(ListNode list, Type type, KeyPath path) {
        return list.replaced(
                (item, number) -> value(item, type, path.item(number)).orElse(item));
    }
}
