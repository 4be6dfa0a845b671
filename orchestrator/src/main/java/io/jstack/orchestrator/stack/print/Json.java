package io.jstack.orchestrator.stack.print;

import io.jstack.orchestrator.stack.tree.ListNode;
import io.jstack.orchestrator.stack.tree.MapNode;
import io.jstack.orchestrator.stack.tree.Node;
import io.jstack.orchestrator.stack.tree.ScalarNode;
import java.util.Locale;
import java.util.TreeSet;

/** A tree as JSON: keys sorted, two blanks of indentation, a line feed at the end. */
public final class Json {
    private final StringBuilder out = new StringBuilder();

    private Json() {}

    public static String print(Node node) {
        Json json = new Json();
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
        for (String key : new TreeSet<>(map.keys())) {
            out.append(before);
            indent(depth + 1);
            quote(key);
            out.append(": ");
            value(map.get(key).orElseThrow(), depth + 1);
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
            default -> quote(scalar.text());
        }
    }

    /** JSON has no infinity. */
    private void number(String text) {
        if (text.matches("[-+0-9.eE]+")) {
            out.append(text);
        } else {
            quote(text);
        }
    }

    private void quote(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20 || c == 0x7F) {
                        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    private void indent(int depth) {
        out.append('\n').append("  ".repeat(depth));
    }
}
