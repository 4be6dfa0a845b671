package io.jstack.orchestrator.stack.canonical;

import io.jstack.orchestrator.stack.merge.AsMap;
import io.jstack.orchestrator.stack.report.Findings;
import io.jstack.orchestrator.stack.report.StackError;
import io.jstack.orchestrator.stack.tree.Directive;
import io.jstack.orchestrator.stack.tree.KeyPath;
import io.jstack.orchestrator.stack.tree.ListNode;
import io.jstack.orchestrator.stack.tree.MapNode;
import io.jstack.orchestrator.stack.tree.Node;
import io.jstack.orchestrator.stack.tree.PathRules;
import io.jstack.orchestrator.stack.tree.ScalarNode;
import io.jstack.values.JstackException;
import java.util.List;
import java.util.Optional;

/** Every short form of the specification in its long form. */
public final class LongForms {
    /** A short form and where it went wrong go to the same findings. */
    private interface Rule {
        Node apply(LongForms forms, Node node, KeyPath path);
    }

    private static final PathRules<Rule> RULES = PathRules.<Rule>none()
            .at(
                    "services.*.build",
                    (forms, node, path) -> AsMap.build(node).map(m -> (Node) m).orElse(node))
            .at("services.*.build.provenance", (forms, node, path) -> asText(node))
            .at("services.*.build.sbom", (forms, node, path) -> asText(node))
            .at("services.*.build.additional_contexts", LongForms::keyValues)
            .at("services.*.build.secrets.[]", (forms, node, path) -> source(node))
            .at("services.*.build.ssh", LongForms::ssh)
            .at("services.*.depends_on", (forms, node, path) -> dependencies(node))
            .at("services.*.env_file", (forms, node, path) -> textToList(node))
            .at("services.*.env_file.[]", (forms, node, path) -> envFile(node))
            .at("services.*.label_file", (forms, node, path) -> textToList(node))
            .at("services.*.extends", (forms, node, path) -> wrap(node, "service"))
            .at("services.*.gpus", (forms, node, path) -> gpus(node))
            .at("services.*.networks", (forms, node, path) -> names(node))
            .at("services.*.models", (forms, node, path) -> names(node))
            .at(
                    "services.*.volumes.[]",
                    (forms, node, path) -> VolumeForm.of(node, path, forms.findings, forms.lenient))
            .at("services.*.dns", (forms, node, path) -> withoutEmpty(textToList(node)))
            .at("services.*.devices.[]", LongForms::device)
            .at("services.*.secrets.[]", (forms, node, path) -> source(node))
            .at("services.*.configs.[]", (forms, node, path) -> source(node))
            .at("services.*.ports", (forms, node, path) -> forms.ports(node, path))
            .at("services.*.develop.watch.[].ignore", (forms, node, path) -> textToList(node))
            .at("services.*.develop.watch.[].include", (forms, node, path) -> textToList(node))
            .at("volumes.*", LongForms::external)
            .at("networks.*", LongForms::external)
            .at("secrets.*", LongForms::external)
            .at("configs.*", LongForms::external);

    private static final int MOST_PORTS = 100_000;

    private final Findings findings;
    private final Lenience lenient;
    private int portCount;

    /** Whether a short form that cannot be read is a problem: not when variables still stand in it. */
    public enum Lenience {
        STRICT,
        KEEP_UNREADABLE
    }

    public LongForms(Findings findings, Lenience lenient) {
        this.findings = findings;
        this.lenient = lenient;
    }

    public MapNode apply(MapNode stack) {
        return (MapNode) visit(stack, KeyPath.ROOT, RULES);
    }

    private Node visit(Node node, KeyPath path, PathRules<Rule> rules) {
        if (node.directive() == Directive.RESET) {
            return node;
        }
        Node written = rules.rule().map(rule -> rule.apply(this, node, path)).orElse(node);
        Node whole = rules.inside(written, path, this::visit);
        return whole.directive() == node.directive() ? whole : whole.withDirective(node.directive());
    }

    private static Node asText(Node node) {
        return node.asScalar()
                .map(scalar -> (Node) ScalarNode.string(scalar.text(), node.place()))
                .orElse(node);
    }

    private static Node textToList(Node node) {
        return node.asString().isPresent() ? ListNode.of(List.of(node), node.place()) : node;
    }

    private static Node withoutEmpty(Node node) {
        if (!(node instanceof ListNode list)) {
            return node;
        }
        List<Node> items = list.items().stream()
                .filter(item -> !item.isNull() && !item.asString().equals(Optional.of("")))
                .toList();
        return ListNode.of(items, list.place());
    }

    private static Node wrap(Node node, String key) {
        return node.asString().isPresent()
                ? MapNode.builder(node.place()).put(key, node).build()
                : node;
    }

    private static Node source(Node node) {
        return wrap(node, "source");
    }

    private static Node names(Node node) {
        return AsMap.names(node).map(map -> (Node) map).orElse(node);
    }

    private static Node dependencies(Node node) {
        Optional<MapNode> map = AsMap.dependencies(node);
        if (map.isEmpty()) {
            return node;
        }
        MapNode.Builder out = map.get().edit();
        map.get()
                .entries()
                .forEach(entry -> entry.getValue()
                        .value()
                        .asMap()
                        .ifPresent(one -> out.put(
                                entry.getKey(),
                                one.edit()
                                        .putIfAbsent("condition", ScalarNode.string("service_started", one.place()))
                                        .putIfAbsent("required", ScalarNode.bool(true, one.place()))
                                        .build())));
        return out.build();
    }

    private static Node envFile(Node node) {
        Node map = wrap(node, "path");
        return map.asMap()
                .map(file -> (Node) file.edit()
                        .putIfAbsent("required", ScalarNode.bool(true, node.place()))
                        .build())
                .orElse(node);
    }

    private static Node gpus(Node node) {
        if (node.asString().isEmpty()) {
            return node;
        }
        MapNode all = MapNode.builder(node.place())
                .put("count", ScalarNode.string("all", node.place()))
                .build();
        return ListNode.of(List.of(all), node.place());
    }

    private Node ports(Node node, KeyPath path) {
        Node all = PortForm.all(node, path, findings, lenient);
        portCount += all.asList().map(list -> list.items().size()).orElse(0);
        if (portCount > MOST_PORTS) {
            throw new JstackException(
                    StackError.VALUE_INVALID,
                    node.place(),
                    path + ": more than " + MOST_PORTS + " ports in one file",
                    "publish smaller ranges");
        }
        return all;
    }

    private Node keyValues(Node node, KeyPath path) {
        if (!(node instanceof ListNode list)) {
            return node;
        }
        MapNode.Builder map = MapNode.builder(list.place());
        for (Node item : list.items()) {
            String text = item.asScalar().map(ScalarNode::text).orElse("");
            int equals = text.indexOf('=');
            if (equals < 0) {
                unreadable(item, path + ": expected name=value, not " + text, "write it as name=value");
                return node;
            }
            map.put(text.substring(0, equals), ScalarNode.string(text.substring(equals + 1), item.place()));
        }
        return map.build();
    }

    private Node ssh(Node node, KeyPath path) {
        if (!(node instanceof ListNode list)) {
            return node;
        }
        MapNode.Builder map = MapNode.builder(list.place());
        for (Node item : list.items()) {
            String text = item.asScalar().map(ScalarNode::text).orElse("");
            int equals = text.indexOf('=');
            if (equals >= 0) {
                map.put(text.substring(0, equals), ScalarNode.string(text.substring(equals + 1), item.place()));
            } else if (text.equals("default")) {
                map.put(text, ScalarNode.nothing(item.place()));
            } else {
                unreadable(item, path + ": invalid ssh key " + text, "write default, or id=path");
                return node;
            }
        }
        return map.build();
    }

    private Node device(Node node, KeyPath path) {
        Optional<String> text = node.asString();
        if (text.isEmpty()) {
            return node;
        }
        String[] parts = text.get().split(":", -1);
        if (parts.length > 3) {
            unreadable(
                    node,
                    path + ": confusing device mapping " + text.get(),
                    "use the long form: source, target, permissions");
            return node;
        }
        String target = parts.length > 1 && !parts[1].isEmpty() ? parts[1] : parts[0];
        return MapNode.builder(node.place())
                .put("source", ScalarNode.string(parts[0], node.place()))
                .put("target", ScalarNode.string(target, node.place()))
                .put("permissions", ScalarNode.string(parts.length == 3 ? parts[2] : "rwm", node.place()))
                .build();
    }

    private Node external(Node node, KeyPath path) {
        Optional<MapNode> resource = node.asMap();
        Optional<MapNode> old = resource.flatMap(map -> map.map("external"));
        if (resource.isEmpty() || old.isEmpty()) {
            return node;
        }
        MapNode.Builder out = resource.get().edit();
        out.put("external", ScalarNode.bool(true, old.get().place()));
        Optional<String> name = old.get().text("name");
        if (name.isPresent()) {
            findings.warn(old.get().place(), path + ": external.name is deprecated, write name and external: true");
            Optional<String> other = resource.get().text("name");
            if (other.isPresent() && !other.equals(name)) {
                unreadable(old.get(), path + ": name and external.name conflict", "use name only");
            }
            out.putIfAbsent("name", ScalarNode.string(name.get(), old.get().place()));
        }
        return out.build();
    }

    private void unreadable(Node at, String message, String remedy) {
        if (lenient == Lenience.STRICT) {
            findings.problem(StackError.VALUE_INVALID, at.place(), message, remedy);
        }
    }
}
