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
import java.util.ArrayList;
import java.util.List;
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
        MapNode.Builder out = MapNode.builder(map.place());
        map.entries().forEach(entry -> {
            String key = entry.getKey();
            Node value = entry.getValue().value();
            Optional<Node> printed = element.key(key)
                    .map(known -> value(value, known.type(), path.key(key)))
                    .orElse(Optional.of(value));
            printed.ifPresent(node -> out.put(key, entry.getValue().keyPlace(), node));
        });
        return out.build();
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
        MapNode.Builder out = MapNode.builder(map.place());
        map.entries().forEach(entry -> {
            Node value = entry.getValue().value();
            Node printed = type.values()
                    .flatMap(values -> value(value, values, path.key(entry.getKey())))
                    .orElseGet(() -> ScalarNode.nothing(value.place()));
            out.put(entry.getKey(), entry.getValue().keyPlace(), printed);
        });
        return out.build();
    }

    private ListNode items(ListNode list, Type type, KeyPath path) {
        List<Node> items = new ArrayList<>(list.items().size());
        for (Node item : list.items()) {
            items.add(value(item, type, path.item(items.size())).orElse(item));
        }
        return ListNode.of(items, list.place());
    }
}
