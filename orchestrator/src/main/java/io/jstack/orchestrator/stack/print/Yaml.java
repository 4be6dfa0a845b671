package io.jstack.orchestrator.stack.print;

import io.jstack.orchestrator.stack.tree.ListNode;
import io.jstack.orchestrator.stack.tree.MapNode;
import io.jstack.orchestrator.stack.tree.Node;
import io.jstack.orchestrator.stack.tree.ScalarNode;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** A tree as YAML in block style, keys sorted, texts quoted only where they would be read as something else. */
public final class Yaml {
    private final StringBuilder out = new StringBuilder();
    private final Dollars dollars;

    private Yaml(Dollars dollars) {
        this.dollars = dollars;
    }

    public static String print(MapNode map, Dollars dollars) {
        if (map.isEmpty()) {
            return "{}\n";
        }
        Yaml yaml = new Yaml(dollars);
        yaml.map(map, 0);
        return yaml.out.toString();
    }

    /** From where the first key is to stand. */
    private void map(MapNode map, int depth) {
        Iterator<Map.Entry<String, MapNode.Entry>> entries = map.sorted().iterator();
        entry(entries.next(), depth);
        while (entries.hasNext()) {
            indent(depth);
            entry(entries.next(), depth);
        }
    }

    private void entry(Map.Entry<String, MapNode.Entry> entry, int depth) {
        text(entry.getKey());
        out.append(':');
        Node value = entry.getValue().value();
        if (value instanceof MapNode map && !map.isEmpty()) {
            out.append('\n');
            indent(depth + 1);
            map(map, depth + 1);
        } else if (value instanceof ListNode list && !list.items().isEmpty()) {
            out.append('\n');
            items(list.items(), depth + 1);
        } else {
            leaf(value);
        }
    }

    private void items(List<Node> items, int depth) {
        for (Node item : items) {
            indent(depth);
            out.append('-');
            if (item instanceof MapNode map && !map.isEmpty()) {
                out.append(' ');
                map(map, depth + 1);
            } else if (item instanceof ListNode list && !list.items().isEmpty()) {
                out.append('\n');
                items(list.items(), depth + 1);
            } else {
                leaf(item);
            }
        }
    }

    /** The rest of a line. */
    private void leaf(Node node) {
        out.append(' ');
        if (node instanceof MapNode) {
            out.append("{}");
        } else if (node instanceof ListNode) {
            out.append("[]");
        } else {
            scalar((ScalarNode) node);
        }
        out.append('\n');
    }

    private void scalar(ScalarNode scalar) {
        switch (scalar.kind()) {
            case NULL -> out.append("null");
            case INTEGER, FLOAT, BOOLEAN -> out.append(scalar.text());
            default -> text(scalar.text());
        }
    }

    private void text(String written) {
        String text = dollars.of(written);
        if (PlainText.holds(text)) {
            out.append(text);
        } else {
            Json.quote(text, out);
        }
    }

    private void indent(int depth) {
        for (int i = 0; i < depth; i++) {
            out.append("  ");
        }
    }
}
