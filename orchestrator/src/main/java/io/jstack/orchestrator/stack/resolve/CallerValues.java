package io.jstack.orchestrator.stack.resolve;

import io.jstack.orchestrator.stack.interpolate.Lookup;
import io.jstack.orchestrator.stack.tree.ListNode;
import io.jstack.orchestrator.stack.tree.MapNode;
import io.jstack.orchestrator.stack.tree.Node;
import io.jstack.orchestrator.stack.tree.ScalarNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Entries of {@code environment} and {@code build.args} without a value, which take the caller's. */
public final class CallerValues {
    /** What becomes of an entry the caller has no value for either. */
    public enum Missing {
        /** It stays without a value: not set in the container. */
        KEEP,
        DROP
    }

    private CallerValues() {}

    /** The list form only, as each file (and each include, with its own environment) is read. */
    public static MapNode inLists(MapNode stack, Lookup lookup) {
        Optional<MapNode> services = stack.map("services");
        if (services.isEmpty()) {
            return stack;
        }
        MapNode.Builder out = services.get().edit();
        services.get()
                .entries()
                .forEach(entry -> entry.getValue()
                        .value()
                        .asMap()
                        .ifPresent(service -> service.list("environment")
                                .ifPresent(list -> out.put(
                                        entry.getKey(),
                                        service.with("environment", resolve(list, lookup, Missing.KEEP))))));
        return stack.with("services", out.build());
    }

    /** A list or a map. */
    public static Node resolve(Node node, Lookup lookup, Missing missing) {
        if (node instanceof ListNode list) {
            return list(list, lookup, missing);
        }
        return node instanceof MapNode map ? map(map, lookup, missing) : node;
    }

    private static ListNode list(ListNode list, Lookup lookup, Missing missing) {
        List<Node> items = new ArrayList<>(list.items().size());
        for (Node item : list.items()) {
            String text = item.asString().orElse("=");
            Optional<String> value = text.indexOf('=') < 0 ? lookup.value(text) : Optional.empty();
            if (value.isPresent()) {
                items.add(ScalarNode.string(text + "=" + value.get(), item.place()));
            } else if (text.indexOf('=') >= 0 || missing == Missing.KEEP) {
                items.add(item);
            }
        }
        return ListNode.of(items, list.place());
    }

    private static MapNode map(MapNode map, Lookup lookup, Missing missing) {
        return map.revised((name, value) -> {
            if (!value.isNull()) {
                return Optional.of(value);
            }
            Optional<Node> given = lookup.value(name).map(text -> ScalarNode.string(text, value.place()));
            return given.isPresent() || missing == Missing.DROP ? given : Optional.of(value);
        });
    }
}
