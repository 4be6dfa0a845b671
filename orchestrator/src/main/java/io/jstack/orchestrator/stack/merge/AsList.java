package io.jstack.orchestrator.stack.merge;

import io.jstack.orchestrator.stack.tree.ListNode;
import io.jstack.orchestrator.stack.tree.MapNode;
import io.jstack.orchestrator.stack.tree.Node;
import io.jstack.orchestrator.stack.tree.ScalarNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The list form of what may be written as a list, a map or a single text. */
final class AsList {
    private AsList() {}

    static ListNode of(Node node) {
        if (node instanceof ListNode list) {
            return list;
        }
        if (node instanceof MapNode map) {
            return map(map);
        }
        return node.isNull() ? ListNode.of(List.of(), node.place()) : ListNode.of(List.of(node), node.place());
    }

    private static ListNode map(MapNode map) {
        List<ScalarNode> items = new ArrayList<>();
        map.entries().forEach(entry -> {
            String key = entry.getKey();
            Node value = entry.getValue().value();
            if (value instanceof ListNode several) {
                several.items().forEach(one -> items.add(pair(key, one)));
            } else if (value.isNull()) {
                items.add(ScalarNode.string(key, value.place()));
            } else {
                items.add(pair(key, value));
            }
        });
        items.sort(Comparator.comparing(ScalarNode::text));
        return ListNode.of(items, map.place());
    }

    private static ScalarNode pair(String key, Node value) {
        String text = value.asScalar().map(ScalarNode::text).orElseGet(value::toString);
        return ScalarNode.string(key + "=" + text, value.place());
    }
}
