package io.jstack.orchestrator.stack.print;

import io.jstack.orchestrator.stack.tree.ListNode;
import io.jstack.orchestrator.stack.tree.MapNode;
import io.jstack.orchestrator.stack.tree.Node;
import io.jstack.orchestrator.stack.tree.ScalarNode;
import java.util.ArrayList;
import java.util.List;

/**
 * The last touches that differ between the formats: every dollar sign doubled, so that the output can be read again; and in JSON what
 * programs rely on, {@code command} and {@code entrypoint} always there, extension keys at the top level only.
 */
public final class PrintedStack {
    private PrintedStack() {}

    /** For JSON, which the reference prints without models. */
    public static MapNode json(MapNode whole) {
        MapNode stack = whole.without("models");
        MapNode.Builder out = stack.edit();
        stack.entries()
                .forEach(entry -> out.put(
                        entry.getKey(),
                        entry.getKey().startsWith("x-")
                                ? entry.getValue().value()
                                : withoutExtensions(entry.getValue().value(), entry.getKey(), 1)));
        MapNode bare = out.build();
        MapNode complete = bare.map("services")
                .map(services -> {
                    MapNode.Builder all = services.edit();
                    services.entries()
                            .forEach(entry -> entry.getValue()
                                    .value()
                                    .asMap()
                                    .ifPresent(service -> all.put(entry.getKey(), complete(service))));
                    return bare.with("services", all.build());
                })
                .orElse(bare);
        return (MapNode) doubled(complete);
    }

    /** For YAML. */
    public static MapNode yaml(MapNode stack) {
        return (MapNode) doubled(stack);
    }

    private static MapNode complete(MapNode service) {
        MapNode.Builder out = service.edit();
        out.putIfAbsent("command", ScalarNode.nothing(service.place()));
        out.putIfAbsent("entrypoint", ScalarNode.nothing(service.place()));
        for (String hooks : new String[] {"pre_start", "post_start", "pre_stop"}) {
            service.list(hooks).ifPresent(list -> out.put(hooks, withCommand(list)));
        }
        service.map("develop")
                .ifPresent(develop -> develop.list("watch").ifPresent(rules -> {
                    List<Node> items = new ArrayList<>();
                    for (Node rule : rules.items()) {
                        MapNode empty = MapNode.empty(rule.place()).with("command", ScalarNode.nothing(rule.place()));
                        items.add(rule.asMap()
                                .map(map -> (Node)
                                        map.edit().putIfAbsent("exec", empty).build())
                                .orElse(rule));
                    }
                    out.put("develop", develop.with("watch", ListNode.of(items, rules.place())));
                }));
        return out.build();
    }

    private static ListNode withCommand(ListNode hooks) {
        List<Node> items = new ArrayList<>();
        for (Node hook : hooks.items()) {
            items.add(hook.asMap()
                    .map(map -> (Node) map.edit()
                            .putIfAbsent("command", ScalarNode.nothing(map.place()))
                            .build())
                    .orElse(hook));
        }
        return ListNode.of(items, hooks.place());
    }

    private static Node withoutExtensions(Node node, String key, int depth) {
        if (node instanceof ListNode list) {
            return ListNode.of(
                    list.items().stream()
                            .map(item -> withoutExtensions(item, "", depth + 1))
                            .toList(),
                    list.place());
        }
        if (!(node instanceof MapNode map)) {
            return node;
        }
        boolean named = depth == 1 || isNamed(key);
        MapNode.Builder out = MapNode.builder(map.place());
        map.entries().forEach(entry -> {
            String name = entry.getKey();
            if (named || !name.startsWith("x-")) {
                out.put(
                        name,
                        entry.getValue().keyPlace(),
                        withoutExtensions(entry.getValue().value(), name, depth + 1));
            }
        });
        return out.build();
    }

    /** Maps whose keys are the user's own: there {@code x-} is part of a name. */
    private static boolean isNamed(String key) {
        return switch (key) {
            case "environment",
                    "labels",
                    "args",
                    "annotations",
                    "sysctls",
                    "options",
                    "driver_opts",
                    "depends_on",
                    "additional_contexts",
                    "storage_opt",
                    "aux_addresses" -> true;
            default -> false;
        };
    }

    private static Node doubled(Node node) {
        if (node instanceof MapNode map) {
            MapNode.Builder out = MapNode.builder(map.place());
            map.entries()
                    .forEach(entry -> out.put(
                            entry.getKey().replace("$", "$$"),
                            entry.getValue().keyPlace(),
                            doubled(entry.getValue().value())));
            return out.build();
        }
        if (node instanceof ListNode list) {
            return ListNode.of(list.items().stream().map(PrintedStack::doubled).toList(), list.place());
        }
        ScalarNode scalar = (ScalarNode) node;
        return scalar.text().indexOf('$') < 0
                ? scalar
                : ScalarNode.string(scalar.text().replace("$", "$$"), scalar.place());
    }
}
