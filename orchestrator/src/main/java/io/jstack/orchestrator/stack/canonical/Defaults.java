package io.jstack.orchestrator.stack.canonical;

import io.jstack.orchestrator.stack.tree.KeyPath;
import io.jstack.orchestrator.stack.tree.MapNode;
import io.jstack.orchestrator.stack.tree.Node;
import io.jstack.orchestrator.stack.tree.PathRules;
import io.jstack.orchestrator.stack.tree.ScalarNode;
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
        return (MapNode) visit(stack, KeyPath.ROOT, RULES);
    }

    private static Node visit(Node node, KeyPath path, PathRules<UnaryOperator<MapNode>> rules) {
        Node whole = node instanceof MapNode map && rules.rule().isPresent()
                ? rules.rule().get().apply(map)
                : node;
        return rules.inside(whole, path, Defaults::visit);
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
