package io.jstack.orchestrator.stack.merge;

import io.jstack.orchestrator.stack.tree.KeyPath;
import io.jstack.orchestrator.stack.tree.ListNode;
import io.jstack.orchestrator.stack.tree.MapNode;
import io.jstack.orchestrator.stack.tree.Node;
import io.jstack.orchestrator.stack.tree.PathRules;
import io.jstack.orchestrator.stack.tree.ScalarNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Lists in which a later entry replaces an earlier one of the same key, in its place: volumes by target, ports by all four parts. */
public final class Uniqueness {
    private static final PathRules<Function<Node, String>> KEYS = keys();

    private Uniqueness() {}

    public static MapNode enforce(MapNode stack) {
        return (MapNode) visit(stack, KeyPath.ROOT, KEYS);
    }

    private static PathRules<Function<Node, String>> keys() {
        PathRules<Function<Node, String>> rules = PathRules.none();
        for (String key : new String[] {
            "annotations",
            "build.args",
            "build.additional_contexts",
            "build.tags",
            "build.labels",
            "cap_add",
            "cap_drop",
            "deploy.labels",
            "dns",
            "dns_opt",
            "dns_search",
            "environment",
            "labels",
            "links",
            "networks.*.aliases",
            "networks.*.link_local_ips",
            "profiles",
            "sysctls",
            "tmpfs"
        }) {
            rules.at("services.*." + key, Uniqueness::beforeEquals);
        }
        return rules.at("networks.*.labels", Uniqueness::beforeEquals)
                .at("services.*.expose", Uniqueness::text)
                .at("services.*.env_file", node -> part(node, "path"))
                .at(
                        "services.*.volumes",
                        node -> node.asMap().isPresent() ? part(node, "target") : VolumeText.target(text(node)))
                .at("services.*.devices", Uniqueness::device)
                .at("services.*.configs", node -> mount(node, ""))
                .at("services.*.secrets", node -> mount(node, "/run/secrets"))
                .at("services.*.ports", Uniqueness::port);
    }

    private static Node visit(Node node, KeyPath path, PathRules<Function<Node, String>> rules) {
        if (node instanceof ListNode list) {
            return rules.rule().map(key -> (Node) enforce(list, key)).orElse(node);
        }
        return rules.inside(node, path, Uniqueness::visit);
    }

    private static ListNode enforce(ListNode list, Function<Node, String> key) {
        List<Node> items = new ArrayList<>(list.items().size());
        Map<String, Integer> at = new HashMap<>();
        for (Node item : list.items()) {
            Integer known = at.putIfAbsent(key.apply(item), items.size());
            if (known == null) {
                items.add(item);
            } else {
                items.set(known, item);
            }
        }
        return items.size() == list.items().size() ? list : new ListNode(items, list.place(), list.directive());
    }

    private static String text(Node node) {
        return node.asScalar().map(ScalarNode::text).orElseGet(node::toString);
    }

    private static String beforeEquals(Node node) {
        String text = text(node);
        int equals = text.indexOf('=');
        return equals < 0 ? text : text.substring(0, equals);
    }

    private static String part(Node node, String key) {
        return node.asMap().map(map -> map.text(key).orElseGet(map::toString)).orElseGet(() -> text(node));
    }

    private static String device(Node node) {
        if (node.asMap().isPresent()) {
            return part(node, "target");
        }
        String[] parts = text(node).split(":", -1);
        return parts.length == 1 ? parts[0] : parts[1];
    }

    private static String mount(Node node, String folder) {
        return node.asMap()
                .map(map -> map.text("target")
                        .orElse(folder + "/" + map.text("source").orElse("")))
                .orElseGet(() -> folder + "/" + text(node));
    }

    private static String port(Node node) {
        return node.asMap()
                .map(map -> map.text("host_ip").orElse("0.0.0.0") + ":"
                        + map.text("published").orElse("") + ":"
                        + map.text("target").orElse("") + "/"
                        + map.text("protocol").orElse("tcp"))
                .orElseGet(() -> text(node));
    }
}
