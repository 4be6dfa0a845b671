package io.jstack.orchestrator.stack.yaml;

import io.jstack.orchestrator.stack.report.StackError;
import io.jstack.orchestrator.stack.tree.Directive;
import io.jstack.orchestrator.stack.tree.KeyPath;
import io.jstack.orchestrator.stack.tree.ListNode;
import io.jstack.orchestrator.stack.tree.MapNode;
import io.jstack.orchestrator.stack.tree.Node;
import io.jstack.orchestrator.stack.tree.ScalarNode;
import io.jstack.orchestrator.stack.tree.ScalarNode.Kind;
import io.jstack.values.JstackException;
import io.jstack.values.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * From the parser's nodes to ours: merge keys are carried out, duplicate and non-string keys, cycles and alias bombs refused. What an
 * alias names is converted once and shared; its full size counts against the budget each time, since later phases walk it each time.
 */
final class NodeConverter {
    /** Expanded nodes in one file. The reference stops at 100,000 visits; 1,000 large services with anchors need more. */
    private static final int BUDGET = 1_000_000;

    /** What a scalar under a tag of YAML's own must be; an integer is a number too. */
    private static final Map<Tag, Set<Kind>> TYPES = Map.of(
            Tag.INT, Set.of(Kind.INTEGER),
            Tag.FLOAT, Set.of(Kind.FLOAT, Kind.INTEGER),
            Tag.BOOL, Set.of(Kind.BOOLEAN),
            Tag.NULL, Set.of(Kind.NULL),
            Tag.TIMESTAMP, Set.of(Kind.TIMESTAMP));

    private final String file;
    private final IdentityHashMap<org.yaml.snakeyaml.nodes.Node, Converted> done = new IdentityHashMap<>();
    private final Set<org.yaml.snakeyaml.nodes.Node> open =
            java.util.Collections.newSetFromMap(new IdentityHashMap<>());
    private long visited;

    private record Converted(Node node, long size) {}

    NodeConverter(String file) {
        this.file = file;
    }

    Node convert(org.yaml.snakeyaml.nodes.Node root) {
        visited = 0;
        return visit(root, KeyPath.ROOT);
    }

    private Node visit(org.yaml.snakeyaml.nodes.Node node, KeyPath path) {
        Converted known = done.get(node);
        if (known != null) {
            count(known.size, node);
            return known.node;
        }
        if (!open.add(node)) {
            throw error(
                    StackError.CYCLE,
                    place(node),
                    "alias at " + path + " contains itself",
                    "copy what is meant instead");
        }
        long before = visited;
        count(1, node);
        Node converted;
        if (node instanceof MappingNode mapping) {
            converted = mapping(mapping, path);
        } else if (node instanceof SequenceNode sequence) {
            converted = sequence(sequence, path);
        } else {
            converted = scalar((org.yaml.snakeyaml.nodes.ScalarNode) node);
        }
        converted = directive(node.getTag(), converted);
        open.remove(node);
        done.put(node, new Converted(converted, visited - before));
        return converted;
    }

    private void count(long nodes, org.yaml.snakeyaml.nodes.Node at) {
        visited += nodes;
        if (visited > BUDGET) {
            throw error(
                    StackError.YAML_INVALID,
                    place(at),
                    "aliases expand this file to more than " + BUDGET + " values",
                    "use fewer nested aliases");
        }
    }

    private static Node directive(Tag tag, Node node) {
        return switch (tag.getValue()) {
            case "!reset" -> node.withDirective(Directive.RESET);
            case "!override" -> node.withDirective(Directive.OVERRIDE);
            default -> node;
        };
    }

    private ListNode sequence(SequenceNode sequence, KeyPath path) {
        List<Node> items = new ArrayList<>(sequence.getValue().size());
        for (org.yaml.snakeyaml.nodes.Node item : sequence.getValue()) {
            Node converted = visit(item, path.item(items.size()));
            if (converted.directive() != Directive.RESET) {
                items.add(converted);
            }
        }
        return ListNode.of(items, place(sequence));
    }

    private MapNode mapping(MappingNode mapping, KeyPath path) {
        Map<String, Place> seen = new HashMap<>();
        List<MapNode> merged = new ArrayList<>();
        MapNode.Builder map = MapNode.builder(place(mapping));
        for (NodeTuple tuple : mapping.getValue()) {
            org.yaml.snakeyaml.nodes.Node keyNode = tuple.getKeyNode();
            String key = key(keyNode, path);
            if (mapping.getFlowStyle() == FlowStyle.FLOW) {
                checkColon(keyNode, key);
            }
            Place first = seen.putIfAbsent(key, place(keyNode));
            if (first != null) {
                throw error(
                        StackError.KEY_DUPLICATE,
                        place(keyNode),
                        "key \"" + key + "\" is already defined at line " + first.line(),
                        "keep one of the two");
            }
            if (isMergeKey(keyNode)) {
                merged.addAll(mergeSources(tuple.getValueNode(), path));
            } else {
                map.put(key, place(keyNode), visit(tuple.getValueNode(), path.key(key)));
            }
        }
        Set<String> own = new HashSet<>(seen.keySet());
        for (MapNode source : merged) {
            source.entries().forEach(entry -> {
                if (own.add(entry.getKey())) {
                    map.put(
                            entry.getKey(),
                            entry.getValue().keyPlace(),
                            entry.getValue().value());
                }
            });
        }
        return map.build();
    }

    private String key(org.yaml.snakeyaml.nodes.Node node, KeyPath path) {
        if (!(node instanceof org.yaml.snakeyaml.nodes.ScalarNode scalar)) {
            throw error(
                    StackError.YAML_INVALID,
                    place(node),
                    "a key of " + name(path) + " is not text",
                    "write keys as text");
        }
        ScalarNode key = scalar(scalar);
        if (key.kind() != Kind.STRING) {
            throw error(
                    StackError.YAML_INVALID,
                    place(node),
                    "non-string key in " + name(path) + ": " + key.source(),
                    "quote it: \"" + key.source() + "\"");
        }
        return key.text();
    }

    /** Of <code>{A:, B: x}</code> older YAML, the reference's too, reads a key {@code A:}, and later YAML a key {@code A}. */
    private void checkColon(org.yaml.snakeyaml.nodes.Node node, String key) {
        int[] text = node.getEndMark().getBuffer();
        int colon = node.getEndMark().getPointer();
        boolean isPlain = node instanceof org.yaml.snakeyaml.nodes.ScalarNode scalar
                && scalar.getScalarStyle() == ScalarStyle.PLAIN;
        if (isPlain && colon + 1 < text.length && text[colon] == ':' && ",[]{}".indexOf(text[colon + 1]) >= 0) {
            throw error(
                    StackError.YAML_INVALID,
                    place(node),
                    "no blank after the colon of \"" + key + "\"",
                    "write " + key + ": with a blank behind it");
        }
    }

    private static String name(KeyPath path) {
        return path == KeyPath.ROOT ? "the top level" : path.toString();
    }

    private static boolean isMergeKey(org.yaml.snakeyaml.nodes.Node key) {
        return key instanceof org.yaml.snakeyaml.nodes.ScalarNode scalar
                && scalar.getScalarStyle() == ScalarStyle.PLAIN
                && scalar.getValue().equals("<<");
    }

    private List<MapNode> mergeSources(org.yaml.snakeyaml.nodes.Node value, KeyPath path) {
        if (value instanceof MappingNode) {
            return List.of((MapNode) visit(value, path));
        }
        List<MapNode> sources = new ArrayList<>();
        if (value instanceof SequenceNode sequence) {
            for (org.yaml.snakeyaml.nodes.Node item : sequence.getValue()) {
                if (!(item instanceof MappingNode)) {
                    throw notAMap(item);
                }
                sources.add((MapNode) visit(item, path));
            }
            return sources;
        }
        throw notAMap(value);
    }

    private JstackException notAMap(org.yaml.snakeyaml.nodes.Node value) {
        return error(
                StackError.YAML_INVALID,
                place(value),
                "map merge (<<) requires a map or a list of maps as the value",
                "let << name a map, as in <<: *defaults");
    }

    private ScalarNode scalar(org.yaml.snakeyaml.nodes.ScalarNode node) {
        String source = node.getValue();
        Set<Kind> demanded = TYPES.getOrDefault(node.getTag(), Set.of());
        boolean plain =
                node.getScalarStyle() == ScalarStyle.PLAIN && !node.getTag().equals(Tag.STR);
        if (!plain && demanded.isEmpty()) {
            return new ScalarNode(Kind.STRING, source, source, place(node), Directive.NONE);
        }
        PlainScalar meaning = PlainScalar.of(source);
        if (!demanded.isEmpty() && !demanded.contains(meaning.kind())) {
            String tag = node.getTag().getValue().replace(Tag.PREFIX, "!!");
            throw error(
                    StackError.YAML_INVALID,
                    place(node),
                    "\"" + source + "\" cannot be read as " + tag,
                    "remove " + tag + ", or write a value of that type");
        }
        return new ScalarNode(meaning.kind(), meaning.text(), source, place(node), Directive.NONE);
    }

    private Place place(org.yaml.snakeyaml.nodes.Node node) {
        Mark mark = node.getStartMark();
        return new Place(file, mark.getLine() + 1, mark.getColumn() + 1);
    }

    private static JstackException error(StackError code, Place place, String message, String remedy) {
        return new JstackException(code, place, message, remedy);
    }
}
