package io.jstack.orchestrator.stack.print;

import io.jstack.orchestrator.stack.tree.ListNode;
import io.jstack.orchestrator.stack.tree.MapNode;
import io.jstack.orchestrator.stack.tree.Node;
import io.jstack.orchestrator.stack.tree.ScalarNode;
import io.jstack.orchestrator.stack.yaml.YamlReader;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** A tree as YAML in block style, keys sorted, texts quoted only where they would be read as something else. */
public final class Yaml {
    private static final Pattern PLAIN =
            Pattern.compile("[A-Za-z_/.$~][-A-Za-z0-9_/.$+@()=, ~^]*(:[-A-Za-z0-9_/.$+@()=~]+)*");
    private static final Pattern FLOW = Pattern.compile(".*(, | #|  | $).*");

    /** Words and numbers of YAML 1.1, which other readers may still take for more than text. */
    private static final Pattern OLD =
            Pattern.compile("(?i)y|n|yes|no|on|off|[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\\.[0-9_]*)?");

    private final StringBuilder out = new StringBuilder();

    private Yaml() {}

    public static String print(MapNode map) {
        Yaml yaml = new Yaml();
        if (map.isEmpty()) {
            return "{}\n";
        }
        yaml.map(map, 0, "");
        return yaml.out.toString();
    }

    private void map(MapNode map, int depth, String firstIndent) {
        String indent = firstIndent;
        for (String key : new TreeSet<>(map.keys())) {
            out.append(indent).append(text(key)).append(':');
            indent = "  ".repeat(depth);
            value(map.get(key).orElseThrow(), depth);
        }
    }

    /** After a key and its colon. */
    private void value(Node node, int depth) {
        if (node instanceof MapNode map && !map.isEmpty()) {
            out.append('\n');
            map(map, depth + 1, "  ".repeat(depth + 1));
        } else if (node instanceof ListNode list && !list.items().isEmpty()) {
            out.append('\n');
            items(list.items(), depth + 1);
        } else {
            out.append(' ').append(leaf(node)).append('\n');
        }
    }

    private void items(List<Node> items, int depth) {
        for (Node item : items) {
            out.append("  ".repeat(depth)).append("-");
            if (item instanceof MapNode map && !map.isEmpty()) {
                out.append(' ');
                map(map, depth + 1, "");
            } else if (item instanceof ListNode list && !list.items().isEmpty()) {
                out.append('\n');
                items(list.items(), depth + 1);
            } else {
                out.append(' ').append(leaf(item)).append('\n');
            }
        }
    }

    private static String leaf(Node node) {
        if (node instanceof MapNode) {
            return "{}";
        }
        if (node instanceof ListNode) {
            return "[]";
        }
        ScalarNode scalar = (ScalarNode) node;
        return switch (scalar.kind()) {
            case NULL -> "null";
            case INTEGER, FLOAT, BOOLEAN -> scalar.text();
            default -> text(scalar.text());
        };
    }

    private static String text(String value) {
        boolean plain = PLAIN.matcher(value).matches()
                && !FLOW.matcher(value).matches()
                && !OLD.matcher(value).matches()
                && YamlReader.isPlainText(value);
        return plain ? value : quoted(value);
    }

    private static String quoted(String value) {
        String json = Json.print(ScalarNode.string(value, new io.jstack.values.Place("", 1, 1)));
        return json.substring(0, json.length() - 1);
    }
}
