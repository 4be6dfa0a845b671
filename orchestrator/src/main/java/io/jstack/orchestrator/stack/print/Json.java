package io.jstack.orchestrator.stack.print;

import io.jstack.orchestrator.stack.tree.ListNode;
import io.jstack.orchestrator.stack.tree.MapNode;
import io.jstack.orchestrator.stack.tree.Node;
import io.jstack.orchestrator.stack.tree.ScalarNode;
import java.util.Locale;
import java.util.Map;

/** A tree as JSON: keys sorted, two blanks of indentation, a line feed at the end. */
public final class Json {
    private final StringBuilder out = new StringBuilder();
    private final Dollars dollars;

    private Json(Dollars dollars) {
        this.dollars = dollars;
    }

    public static String print(Node node, Dollars dollars) {
        Json json = new Json(dollars);
        json.value(node, 0);
        return json.out.append('\n').toString();
    }

    private void value(Node node, int depth) {
        if (node instanceof MapNode map) {
            map(map, depth);
        } else if (node instanceof ListNode list) {
            list(list, depth);
        } else {
            scalar((ScalarNode) node);
        }
    }

    private void map(MapNode map, int depth) {
        if (map.isEmpty()) {
            out.append("{}");
            return;
        }
        char before = '{';
        for (Map.Entry<String, MapNode.Entry> entry : map.sorted()) {
            out.append(before);
            indent(depth + 1);
            text(entry.getKey());
            out.append(": ");
            value(entry.getValue().value(), depth + 1);
            before = ',';
        }
        indent(depth);
        out.append('}');
    }

    private void list(ListNode list, int depth) {
        if (list.items().isEmpty()) {
            out.append("[]");
            return;
        }
        char before = '[';
        for (Node item : list.items()) {
            out.append(before);
            indent(depth + 1);
            value(item, depth + 1);
            before = ',';
        }
        indent(depth);
        out.append(']');
    }

    private void scalar(ScalarNode scalar) {
        switch (scalar.kind()) {
            case NULL -> out.append("null");
            case INTEGER, BOOLEAN -> out.append(scalar.text());
            case FLOAT -> number(scalar.text());
            default -> text(scalar.text());
        }
    }

    /** JSON has no infinity. */
    private void number(String text) {
        if (text.matches("[-+0-9.eE]+")) {
            out.append(text);
        } else {
            text(text);
        }
    }

    private void text(String written) {
        quote(dollars.of(written), out);
    }

    /** Adds {@code text} in double quotes, which YAML reads as JSON does. */
    static void quote(String text, StringBuilder out) {
        out.append('"');
        int done = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\' || c < 0x20 || c == 0x7F) {
                out.append(text, done, i).append(escaped(c));
                done = i + 1;
            }
        }
        out.append(text, done, text.length()).append('"');
    }

    private static String escaped(char c) {
        return switch (c) {
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> String.format(Locale.ROOT, "\\u%04x", (int) c);
        };
    }

    private void indent(int depth) {
        out.append('\n');
        for (int i = 0; i < depth; i++) {
            out.append("  ");
        }
    }
}
