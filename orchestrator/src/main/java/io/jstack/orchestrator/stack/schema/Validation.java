package io.jstack.orchestrator.stack.schema;

import io.jstack.orchestrator.stack.report.Findings;
import io.jstack.orchestrator.stack.report.StackError;
import io.jstack.orchestrator.stack.tree.KeyPath;
import io.jstack.orchestrator.stack.tree.ListNode;
import io.jstack.orchestrator.stack.tree.MapNode;
import io.jstack.orchestrator.stack.tree.Node;
import io.jstack.orchestrator.stack.tree.ScalarNode;
import io.jstack.orchestrator.stack.tree.ScalarNode.Kind;
import io.jstack.values.Place;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Checks a tree against the schema: unknown keys, missing keys, wrong types, wrong values. Finds all of them. */
public final class Validation {
    private final Findings findings;

    public Validation(Findings findings) {
        this.findings = findings;
    }

    public void check(MapNode stack) {
        element(stack, ComposeSchema.STACK, KeyPath.ROOT);
    }

    private void value(Node node, Type type, KeyPath path) {
        if (node instanceof MapNode map) {
            map(map, type, path);
        } else if (node instanceof ListNode list) {
            list(list, type, path);
        } else {
            scalar((ScalarNode) node, type, path);
        }
    }

    private void map(MapNode map, Type type, KeyPath path) {
        if (type.element().isPresent()) {
            element(map, type.element().get(), path);
        } else if (type.values().isPresent()) {
            for (Map.Entry<String, MapNode.Entry> entry : map.entries()) {
                freeKey(entry.getKey(), entry.getValue(), type, path);
            }
        } else if (!type.isAnything()) {
            wrongType(map, type, path);
        }
    }

    private void freeKey(String key, MapNode.Entry entry, Type type, KeyPath path) {
        boolean allowed = type.keyPattern().map(p -> p.matcher(key).find()).orElse(!key.isEmpty());
        if (!allowed) {
            findings.problem(
                    StackError.KEY_UNKNOWN,
                    entry.keyPlace(),
                    "additional properties '" + key + "' not allowed in " + name(path),
                    "use letters, digits, dots, hyphens and underscores");
            return;
        }
        value(entry.value(), type.values().orElseThrow(), path.key(key));
    }

    private void element(MapNode map, Element element, KeyPath path) {
        for (Map.Entry<String, MapNode.Entry> entry : map.entries()) {
            String key = entry.getKey();
            if (key.startsWith("x-")
                    && element.allowsExtensions()
                    && element.key(key).isEmpty()) {
                continue;
            }
            element.key(key)
                    .ifPresentOrElse(
                            known -> value(entry.getValue().value(), known.type(), path.key(key)),
                            () -> unknown(key, entry.getValue().keyPlace(), element, path));
        }
        for (String key : element.required()) {
            if (!map.has(key)) {
                findings.problem(
                        StackError.KEY_MISSING,
                        map.place(),
                        name(path) + ": missing property '" + key + "' of " + element.name(),
                        "add " + key + ": "
                                + element.key(key)
                                        .map(k -> "<" + k.type().expected() + ">")
                                        .orElse(""));
            }
        }
    }

    private void unknown(String key, Place place, Element element, KeyPath path) {
        String remedy = Nearest.to(key, element.keys().keySet())
                .map(near -> "did you mean " + near + "?")
                .orElse("known keys of " + element.name() + ": "
                        + String.join(", ", new TreeSet<>(element.keys().keySet())));
        findings.problem(
                StackError.KEY_UNKNOWN,
                place,
                name(path) + ": additional properties '" + key + "' not allowed",
                remedy);
    }

    private void list(ListNode list, Type type, KeyPath path) {
        if (type.items().isEmpty()) {
            if (!type.isAnything()) {
                wrongType(list, type, path);
            }
            return;
        }
        List<Node> items = list.items();
        for (int i = 0; i < items.size(); i++) {
            value(items.get(i), type.items().get(), path.item(i));
        }
        if (type.unique()) {
            unique(items, path);
        }
    }

    private void unique(List<Node> items, KeyPath path) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < items.size(); i++) {
            Node item = items.get(i);
            if (!seen.add(fingerprint(item))) {
                int first = firstEqual(items, item);
                findings.problem(
                        StackError.VALUE_INVALID,
                        item.place(),
                        path + ": items at " + first + " and " + i + " are equal",
                        "name each only once, over all files that are merged");
            }
        }
    }

    /** The same for two nodes of the same value. */
    private static String fingerprint(Node node) {
        if (node instanceof ScalarNode scalar) {
            return scalar.kind() + ":" + scalar.text();
        }
        StringBuilder text = new StringBuilder();
        if (node instanceof MapNode map) {
            for (String key : new TreeSet<>(map.keys())) {
                text.append(key)
                        .append('=')
                        .append(map.get(key).map(Validation::fingerprint).orElse(""))
                        .append('\n');
            }
            return "{" + text + "}";
        }
        node.asList()
                .ifPresent(list -> list.items()
                        .forEach(item -> text.append(fingerprint(item)).append('\n')));
        return "[" + text + "]";
    }

    private static int firstEqual(List<Node> items, Node item) {
        int first = 0;
        while (!items.get(first).sameValue(item)) {
            first++;
        }
        return first;
    }

    private void scalar(ScalarNode scalar, Type type, KeyPath path) {
        // a date counts as text only where any scalar does: in a map of strings, with the long text Go gives it
        boolean date = scalar.kind() == Kind.TIMESTAMP && type.form() == Form.RAW;
        Kind kind = date ? Kind.STRING : scalar.kind();
        boolean whole = kind == Kind.FLOAT
                && type.scalars().contains(Kind.INTEGER)
                && scalar.text().matches("-?[0-9]+");
        if (!type.scalars().contains(kind) && !whole) {
            wrongType(scalar, type, path);
            return;
        }
        if (kind == Kind.STRING && !type.words().isEmpty() && !type.words().contains(scalar.text())) {
            wrongValue(scalar, type, path);
        } else if (kind == Kind.STRING
                && type.pattern().isPresent()
                && !type.pattern().get().matcher(scalar.text()).find()) {
            wrongValue(scalar, type, path);
        } else if (scalar.isNumber() && outside(scalar, type)) {
            wrongValue(scalar, type, path);
        }
    }

    private static boolean outside(ScalarNode scalar, Type type) {
        double value =
                Double.parseDouble(scalar.text().replace("+Inf", "Infinity").replace("-Inf", "-Infinity"));
        return type.minimum().filter(least -> value < least).isPresent()
                || type.maximum().filter(most -> value > most).isPresent();
    }

    private void wrongValue(ScalarNode scalar, Type type, KeyPath path) {
        String remedy = Nearest.to(scalar.text(), type.words())
                .map(near -> "did you mean " + near + "?")
                .orElse("");
        findings.problem(
                StackError.VALUE_INVALID,
                scalar.place(),
                path + ": '" + scalar.text() + "' is not allowed, expected " + type.expected(),
                remedy);
    }

    private void wrongType(Node node, Type type, KeyPath path) {
        String was = node instanceof ScalarNode scalar && !scalar.isNull()
                ? node.kindName() + " (" + scalar.source() + ")"
                : node.kindName();
        findings.problem(
                StackError.TYPE_MISMATCH,
                node.place(),
                name(path) + ": must be " + type.expected() + ", not " + was,
                remedy(node, type));
    }

    private static String remedy(Node node, Type type) {
        if (node instanceof ScalarNode scalar && type.scalars().contains(Kind.STRING) && !scalar.isNull()) {
            return "quote it: \"" + scalar.source() + "\"";
        }
        if (node instanceof ScalarNode scalar && scalar.isNull()) {
            return "give it a value, or remove the key";
        }
        return "";
    }

    private static String name(KeyPath path) {
        return path == KeyPath.ROOT ? "top level" : path.toString();
    }
}
