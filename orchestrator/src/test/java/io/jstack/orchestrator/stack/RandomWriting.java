package io.jstack.orchestrator.stack;

import io.jstack.orchestrator.stack.tree.ListNode;
import io.jstack.orchestrator.stack.tree.MapNode;
import io.jstack.orchestrator.stack.tree.Node;
import io.jstack.orchestrator.stack.tree.ScalarNode;
import io.jstack.orchestrator.stack.tree.ScalarNode.Kind;
import io.jstack.orchestrator.stack.yaml.YamlReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** One model, written in another way each time: order of keys, block or flow style, quotes, comments, merge keys, split over files. */
public final class RandomWriting {
    private final Random random;
    private final StringBuilder out = new StringBuilder();
    private int anchors;

    private RandomWriting(Random random) {
        this.random = random;
    }

    static MapNode read(String yaml) {
        return new YamlReader("test")
                .read(yaml.getBytes(StandardCharsets.UTF_8))
                .get(0)
                .asMap()
                .orElseThrow();
    }

    /** The whole stack in one file. */
    public static String of(String yaml, Random random) {
        RandomWriting writing = new RandomWriting(random);
        writing.block(writing.withMergeKeys(read(yaml)), 0);
        return writing.out.toString();
    }

    /** The stack in two files; every key of a section or of a service stands in one of them. */
    public static List<String> split(String yaml, Random random) {
        MapNode stack = read(yaml);
        MapNode.Builder first = MapNode.builder(stack.place());
        MapNode.Builder second = MapNode.builder(stack.place());
        stack.entries().forEach(section -> {
            String key = section.getKey();
            Node value = section.getValue().value();
            if (value instanceof MapNode map && !key.startsWith("x-")) {
                MapNode.Builder here = MapNode.builder(map.place());
                MapNode.Builder there = MapNode.builder(map.place());
                map.entries()
                        .forEach(entry -> parts(entry.getKey(), entry.getValue().value(), here, there, random));
                first.put(key, here.build());
                second.put(key, there.build());
            } else {
                (random.nextBoolean() ? first : second).put(key, value);
            }
        });
        List<String> files = new ArrayList<>();
        for (MapNode half : List.of(first.build(), second.build())) {
            RandomWriting writing = new RandomWriting(random);
            writing.block(half, 0);
            files.add(writing.out.toString());
        }
        return files;
    }

    private static void parts(String name, Node value, MapNode.Builder here, MapNode.Builder there, Random random) {
        if (!(value instanceof MapNode map)) {
            (random.nextBoolean() ? here : there).put(name, value);
            return;
        }
        MapNode.Builder left = MapNode.builder(map.place());
        MapNode.Builder right = MapNode.builder(map.place());
        map.entries()
                .forEach(entry -> (random.nextBoolean() ? left : right)
                        .put(entry.getKey(), entry.getValue().value()));
        here.put(name, left.build());
        there.put(name, right.build());
    }

    /** Half of some services' keys move to a template that is merged in. */
    private MapNode withMergeKeys(MapNode stack) {
        MapNode services = stack.map("services").orElseThrow();
        MapNode.Builder written = MapNode.builder(services.place());
        services.entries().forEach(entry -> {
            Node service = entry.getValue().value();
            if (service instanceof MapNode map && map.keys().size() > 1 && random.nextBoolean()) {
                MapNode.Builder template = MapNode.builder(map.place());
                MapNode.Builder rest = MapNode.builder(map.place());
                map.entries()
                        .forEach(key -> (random.nextBoolean() ? template : rest)
                                .put(key.getKey(), key.getValue().value()));
                String anchor = "t" + anchors++;
                out.append("x-").append(anchor).append(": &").append(anchor).append(' ');
                out.append(flow(template.build())).append(comment()).append('\n');
                written.put(
                        entry.getKey(),
                        rest.put("<<", ScalarNode.string("*" + anchor, map.place()))
                                .build());
            } else {
                written.put(entry.getKey(), service);
            }
        });
        return stack.with("services", written.build());
    }

    private void block(MapNode map, int depth) {
        String indent = "  ".repeat(depth);
        for (String key : shuffled(map)) {
            if (random.nextInt(8) == 0) {
                out.append(indent).append("# ").append(random.nextInt()).append(": {[\n");
            }
            Node value = map.get(key).orElseThrow();
            out.append(indent).append(key.equals("<<") ? key : text(key)).append(':');
            value(value, depth);
        }
    }

    private void value(Node value, int depth) {
        if (value instanceof MapNode inner && !inner.isEmpty() && (depth == 0 || random.nextBoolean())) {
            out.append(comment()).append('\n');
            block(inner, depth + 1);
        } else if (value instanceof ListNode list && !list.items().isEmpty() && random.nextBoolean()) {
            out.append(comment()).append('\n');
            for (Node item : list.items()) {
                out.append("  ".repeat(depth + 1))
                        .append("- ")
                        .append(flow(item))
                        .append(comment())
                        .append('\n');
            }
        } else {
            out.append(' ').append(flow(value)).append(comment()).append('\n');
        }
    }

    private String comment() {
        return random.nextInt(6) == 0 ? " # " + random.nextInt() : "";
    }

    private List<String> shuffled(MapNode map) {
        List<String> keys = new ArrayList<>(map.keys());
        Collections.shuffle(keys, random);
        return keys;
    }

    private String flow(Node node) {
        List<String> parts = new ArrayList<>();
        if (node instanceof MapNode map) {
            for (String key : shuffled(map)) {
                String name = key.equals("<<") ? key : text(key);
                parts.add(name + ": " + flow(map.get(key).orElseThrow()));
            }
            return "{" + String.join(", ", parts) + "}";
        }
        if (node instanceof ListNode list) {
            list.items().forEach(item -> parts.add(flow(item)));
            return "[" + String.join(", ", parts) + "]";
        }
        ScalarNode scalar = (ScalarNode) node;
        if (scalar.isNull()) {
            return random.nextBoolean() ? "null" : "~";
        }
        return scalar.kind() == Kind.STRING && !scalar.text().matches("\\*t[0-9]+")
                ? text(scalar.text())
                : scalar.source();
    }

    private String text(String text) {
        boolean plain = text.matches("[A-Za-z0-9_./-]+") && YamlReader.isPlainText(text);
        int style = random.nextInt(3);
        if (plain && style == 0) {
            return text;
        }
        if (style == 1 && !text.contains("\n")) {
            return "'" + text.replace("'", "''") + "'";
        }
        return '"'
                + text.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("\n", "\\n")
                        .replace("\t", "\\t")
                + '"';
    }
}
