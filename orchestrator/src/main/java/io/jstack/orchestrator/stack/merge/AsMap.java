package io.jstack.orchestrator.stack.merge;

import io.jstack.orchestrator.stack.tree.ListNode;
import io.jstack.orchestrator.stack.tree.MapNode;
import io.jstack.orchestrator.stack.tree.Node;
import io.jstack.orchestrator.stack.tree.ScalarNode;
import java.util.Optional;
import java.util.function.Function;

/** The map form of what may be written as a list of names, or as a single text; empty when it is neither. */
public final class AsMap {
    private AsMap() {}

    /** {@code build: path}. */
    public static Optional<MapNode> build(Node node) {
        Optional<MapNode> written = node.asString()
                .map(context ->
                        MapNode.builder(node.place()).put("context", node).build());
        return written.or(node::asMap);
    }

    /** {@code depends_on: [a, b]}. */
    public static Optional<MapNode> dependencies(Node node) {
        return named(
                node,
                name -> MapNode.builder(name.place())
                        .put("condition", ScalarNode.string("service_started", name.place()))
                        .put("required", ScalarNode.bool(true, name.place()))
                        .build());
    }

    /** {@code networks: [a, b]}. */
    public static Optional<MapNode> names(Node node) {
        return named(node, name -> ScalarNode.nothing(name.place()));
    }

    private static Optional<MapNode> named(Node node, Function<Node, Node> value) {
        if (!(node instanceof ListNode list)) {
            return node.asMap();
        }
        MapNode.Builder map = MapNode.builder(list.place());
        for (Node item : list.items()) {
            Optional<String> name = item.asString();
            if (name.isEmpty()) {
                return Optional.empty();
            }
            map.put(name.get(), value.apply(item));
        }
        return Optional.of(map.build());
    }
}
