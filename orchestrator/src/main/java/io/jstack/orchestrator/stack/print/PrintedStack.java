package io.jstack.orchestrator.stack.print;

import io.jstack.orchestrator.stack.tree.ListNode;
import io.jstack.orchestrator.stack.tree.MapNode;
import io.jstack.orchestrator.stack.tree.Node;
import io.jstack.orchestrator.stack.tree.ScalarNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What programs rely on in JSON, and what is not in the file: {@code command} and {@code entrypoint} always there, extension keys at
 * the top level only, no models.
 */
public final class PrintedStack {
    private PrintedStack() {}

    public static MapNode json(MapNode stack) {
        return stack.without("models").replaced((section, value) -> {
            if (section.startsWith("x-")) {
                return value;
            }
            Node bare = withoutExtensions(value, section, 1);
            return section.equals("services") && bare instanceof MapNode services ? complete(services) : bare;
        });
    }

    private static MapNode complete(MapNode services) {
        return services.replaced((name, service) ->
                service.asMap().map(PrintedStack::completeService).orElse(service));
    }

    private static Node completeService(MapNode service) {
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
            return list.replaced((item, number) -> withoutExtensions(item, "", depth + 1));
        }
        if (!(node instanceof MapNode map)) {
            return node;
        }
        MapNode kept = map;
        if (depth > 1 && !isNamed(key)) {
            for (String name : map.keys()) {
                kept = name.startsWith("x-") ? kept.without(name) : kept;
            }
        }
        return kept.replaced((name, value) -> withoutExtensions(value, name, depth + 1));
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
}
