package io.jstack.orchestrator.stack.canonical;

import io.jstack.orchestrator.stack.report.Findings;
import io.jstack.orchestrator.stack.report.StackError;
import io.jstack.orchestrator.stack.schema.Form;
import io.jstack.orchestrator.stack.tree.KeyPath;
import io.jstack.orchestrator.stack.tree.ListNode;
import io.jstack.orchestrator.stack.tree.MapNode;
import io.jstack.orchestrator.stack.tree.Node;
import io.jstack.orchestrator.stack.tree.ScalarNode;
import io.jstack.values.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Forms of values that may be a list or a map: commands, names with values, hosts. */
final class ListForms {
    private final Findings findings;

    ListForms(Findings findings) {
        this.findings = findings;
    }

    /** Empty when the value is left out. */
    Optional<Node> print(Node node, Form form, KeyPath path) {
        return switch (form) {
            case COMMAND -> node.isNull() ? Optional.empty() : Optional.of(command(node, path));
            case TEST -> test(node);
            case TEXTS -> texts(node);
            case ENVIRONMENT -> named(node, path, Form.ENVIRONMENT);
            case LABELS -> named(node, path, Form.LABELS);
            case SSH -> ssh(node);
            case MULTI_OPTIONS -> multiOptions(node);
            case HOSTS -> hosts(node, path);
            default -> Optional.of(node);
        };
    }

    private Node command(Node node, KeyPath path) {
        Optional<String> line = node.asString();
        if (line.isEmpty()) {
            return node;
        }
        Optional<ShellWords.Words> split = ShellWords.split(line.get());
        if (split.isEmpty()) {
            findings.problem(
                    StackError.VALUE_INVALID,
                    node.place(),
                    path + ": invalid command line: a quote or parenthesis does not close",
                    "write it as a list: [program, argument]");
            return node;
        }
        split.get()
                .dropped()
                .ifPresent(rest -> findings.warn(
                        node.place(), path + ": no shell runs this, so it ends before \"" + rest.strip() + "\""));
        return listOf(split.get().words(), node.place());
    }

    private static Optional<Node> test(Node node) {
        return node.asString().isPresent()
                ? Optional.of(listOf(List.of("CMD-SHELL", node.asString().get()), node.place()))
                : texts(node);
    }

    private static Optional<Node> texts(Node node) {
        List<String> texts = new ArrayList<>();
        if (node instanceof ListNode list) {
            list.items().forEach(item -> texts.add(text(item)));
        } else if (node instanceof ScalarNode scalar && !scalar.isNull()) {
            texts.add(scalar.text());
        }
        return texts.isEmpty() ? Optional.empty() : Optional.of(listOf(texts, node.place()));
    }

    private Optional<Node> named(Node node, KeyPath path, Form form) {
        if (node instanceof MapNode map) {
            return map.isEmpty() ? Optional.empty() : Optional.of(map.replaced((name, value) -> texted(value, form)));
        }
        MapNode.Builder out = MapNode.builder(node.place());
        if (node instanceof ListNode list) {
            list.items().forEach(item -> named(text(item), item.place(), out, path, form));
        }
        MapNode map = out.build();
        return map.isEmpty() ? Optional.empty() : Optional.of(map);
    }

    private void named(String text, Place place, MapNode.Builder out, KeyPath path, Form form) {
        int equals = text.indexOf('=');
        String name = equals < 0 ? text : text.substring(0, equals);
        if (form == Form.ENVIRONMENT && !name.isEmpty() && Character.isWhitespace(name.charAt(name.length() - 1))) {
            findings.problem(
                    StackError.VALUE_INVALID,
                    place,
                    path + ": variable " + name + " is declared with a trailing space",
                    "remove the blank before =");
        }
        out.put(name, place, equals < 0 ? nothing(form, place) : ScalarNode.string(text.substring(equals + 1), place));
    }

    private static Node texted(Node value, Form form) {
        if (value.isNull()) {
            return nothing(form, value.place());
        }
        return value.asString().isPresent() ? value : ScalarNode.string(text(value), value.place());
    }

    private static Node nothing(Form form, Place place) {
        return form == Form.ENVIRONMENT ? ScalarNode.nothing(place) : ScalarNode.string("", place);
    }

    private static Optional<Node> ssh(Node node) {
        List<String> keys = new ArrayList<>();
        node.asMap()
                .ifPresent(map -> map.entries().forEach(entry -> {
                    Node value = entry.getValue().value();
                    keys.add(value.isNull() ? entry.getKey() : entry.getKey() + "=" + text(value));
                }));
        return keys.isEmpty() ? Optional.empty() : Optional.of(listOf(keys, node.place()));
    }

    private static Optional<Node> multiOptions(Node node) {
        Optional<MapNode> map = node.asMap().filter(options -> !options.isEmpty());
        if (map.isEmpty()) {
            return Optional.empty();
        }
        MapNode.Builder out = MapNode.builder(node.place());
        map.get().entries().forEach(entry -> {
            Node value = entry.getValue().value();
            texts(value)
                    .ifPresent(texts -> out.put(entry.getKey(), entry.getValue().keyPlace(), texts));
        });
        return Optional.of(out.build());
    }

    private Optional<Node> hosts(Node node, KeyPath path) {
        List<String> sorted = new ArrayList<>();
        if (node instanceof MapNode map) {
            map.entries()
                    .forEach(entry -> addresses(entry.getValue().value())
                            .forEach(address -> host(
                                    entry.getKey(), address, entry.getValue().keyPlace(), path, sorted)));
        } else if (node instanceof ListNode list) {
            list.items().forEach(item -> hostLine(text(item), item.place(), path, sorted));
        }
        sorted.sort(null);
        return sorted.isEmpty() ? Optional.empty() : Optional.of(listOf(sorted, node.place()));
    }

    private static List<String> addresses(Node node) {
        return node instanceof ListNode list
                ? list.items().stream().map(ListForms::text).toList()
                : List.of(text(node));
    }

    private void hostLine(String line, Place place, KeyPath path, List<String> out) {
        int equals = line.indexOf('=');
        int at = equals < 0 ? line.indexOf(':') : equals;
        if (at < 0) {
            findings.problem(
                    StackError.VALUE_INVALID,
                    place,
                    path + ": invalid additional host, missing IP: " + line,
                    "write " + line + "=<address>");
            return;
        }
        for (String address : line.substring(at + 1).split(",", -1)) {
            host(line.substring(0, at), address, place, path, out);
        }
    }

    private void host(String host, String address, Place place, KeyPath path, List<String> out) {
        if (host.isEmpty() || host.indexOf(':') >= 0 || host.indexOf('=') >= 0) {
            findings.problem(
                    StackError.VALUE_INVALID, place, path + ": bad host name '" + host + "'", "write host=address");
        }
        boolean bracketed = address.length() > 2 && address.startsWith("[") && address.endsWith("]");
        out.add(host + "=" + (bracketed ? address.substring(1, address.length() - 1) : address));
    }

    private static String text(Node node) {
        return node.asScalar().map(ScalarNode::text).orElseGet(node::toString);
    }

    private static ListNode listOf(List<String> texts, Place place) {
        return ListNode.of(
                texts.stream().map(text -> ScalarNode.string(text, place)).toList(), place);
    }
}
