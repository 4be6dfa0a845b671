package io.jstack.orchestrator.stack.canonical;

import io.jstack.orchestrator.stack.tree.ListNode;
import io.jstack.orchestrator.stack.tree.MapNode;
import io.jstack.orchestrator.stack.tree.Node;
import io.jstack.orchestrator.stack.tree.PathRules;
import io.jstack.orchestrator.stack.tree.ScalarNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Values the specification gives to keys that are left out, within one long form. */
public final class Defaults {
    private static final PathRules<UnaryOperator<MapNode>> RULES = PathRules.<UnaryOperator<MapNode>>none()
            .at("services.*.build", build -> absent(build, "context", text(".", build)))
            .at("services.*.secrets.[]", Defaults::secretTarget)
            .at(
                    "services.*.ports.[]",
                    port -> absent(absent(port, "protocol", text("tcp", port)), "mode", text("ingress", port)))
            .at("services.*.deploy.resources.reservations.devices.[]", Defaults::allDevices)
            .at("services.*.gpus.[]", Defaults::allDevices)
            .at(
                    "services.*.volumes.[].bind",
                    bind -> absent(bind, "create_host_path", ScalarNode.bool(true, bind.place())));

    private Defaults() {}

    public static MapNode apply(MapNode stack) {
        return (MapNode) visit(stack, RULES);
    }

    private static Node visit(Node node, PathRules<UnaryOperator<MapNode>> rules) {
        if (node instanceof MapNode map) {
            MapNode whole = rules.rule().map(rule -> rule.apply(map)).orElse(map);
            MapNode.Builder out = null;
            for (var entry : whole.entries()) {
                var below = rules.key(entry.getKey());
                if (below.isPresent()) {
                    Node value = entry.getValue().value();
                    Node changed = visit(value, below.get());
                    if (changed != value) {
                        out = out == null ? whole.edit() : out;
                        out.put(entry.getKey(), changed);
                    }
                }
            }
            return out == null ? whole : out.build();
        }
        if (node instanceof ListNode list && rules.items().isPresent()) {
            List<Node> items = new ArrayList<>();
            list.items().forEach(item -> items.add(visit(item, rules.items().get())));
            return ListNode.of(items, list.place());
        }
        return node;
    }

    private static MapNode secretTarget(MapNode secret) {
        return absent(
                secret, "target", text("/run/secrets/" + secret.text("source").orElse(""), secret));
    }

    private static MapNode allDevices(MapNode request) {
        return request.has("device_ids") ? request : absent(request, "count", text("all", request));
    }

    private static MapNode absent(MapNode map, String key, Node value) {
        return map.has(key) ? map : map.with(key, value);
    }

    private static ScalarNode text(String value, MapNode at) {
        return ScalarNode.string(value, at.place());
    }
}
