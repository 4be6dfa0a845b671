package io.jstack.orchestrator.stack.merge;

import io.jstack.orchestrator.stack.tree.Directive;
import io.jstack.orchestrator.stack.tree.ListNode;
import io.jstack.orchestrator.stack.tree.MapNode;
import io.jstack.orchestrator.stack.tree.Node;
import java.util.ArrayList;
import java.util.List;

/** {@code !reset} and {@code !override}: both remove what came before; only the second leaves its own value. */
public final class Directives {
    private Directives() {}

    /** {@code before} without everything {@code over} resets or overrides. */
    public static MapNode clear(MapNode before, MapNode over) {
        MapNode.Builder out = null;
        for (var entry : over.entries()) {
            String key = entry.getKey();
            Node value = entry.getValue().value();
            Node old = before.get(key).orElse(null);
            if (old == null) {
                continue;
            }
            if (value.directive() != Directive.NONE) {
                out = out == null ? before.edit() : out;
                out.remove(key);
            } else if (old instanceof MapNode oldMap && value instanceof MapNode newMap) {
                MapNode cleared = clear(oldMap, newMap);
                if (cleared != oldMap) {
                    out = out == null ? before.edit() : out;
                    out.put(key, cleared);
                }
            }
        }
        return out == null ? before : out.build();
    }

    /** {@code node} without reset keys, and without any mark: what it says by itself. */
    public static Node settle(Node node) {
        Node plain = node.directive() == Directive.NONE ? node : node.withDirective(Directive.NONE);
        if (plain instanceof MapNode map) {
            return settle(map);
        }
        if (plain instanceof ListNode list) {
            return list(list);
        }
        return plain;
    }

    public static MapNode settle(MapNode map) {
        MapNode.Builder out = null;
        for (var entry : map.entries()) {
            Node value = entry.getValue().value();
            Node settled = value.directive() == Directive.RESET ? value : settle(value);
            if (settled != value || value.directive() == Directive.RESET) {
                out = out == null ? map.edit() : out;
                if (value.directive() == Directive.RESET) {
                    out.remove(entry.getKey());
                } else {
                    out.put(entry.getKey(), settled);
                }
            }
        }
        return out == null ? map : out.build();
    }

    private static ListNode list(ListNode list) {
        List<Node> items = new ArrayList<>(list.items().size());
        boolean changed = false;
        for (Node item : list.items()) {
            Node settled = settle(item);
            changed |= settled != item;
            items.add(settled);
        }
        return changed ? ListNode.of(items, list.place()) : list;
    }
}
