package io.jstack.cli.commands;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The stack as indented text: services in the order they start, then who shares which network and volume. */
final class GraphText {
    private GraphText() {}

    static String of(StackGraph graph) {
        StringBuilder text = new StringBuilder(graph.project()).append('\n');
        Map<String, List<String>> networks = new TreeMap<>();
        Map<String, List<String>> volumes = new TreeMap<>();
        for (List<StackGraph.Node> layer : graph.layers()) {
            for (StackGraph.Node node : layer) {
                service(text, node);
                node.networks()
                        .forEach(name -> networks.computeIfAbsent(name, key -> new ArrayList<>())
                                .add(node.name()));
                node.volumes()
                        .forEach(name -> volumes.computeIfAbsent(name, key -> new ArrayList<>())
                                .add(node.name()));
            }
        }
        networks.forEach((name, users) -> text.append("  network ")
                .append(name)
                .append(": ")
                .append(String.join(", ", users))
                .append('\n'));
        volumes.forEach((name, users) -> text.append("  volume ")
                .append(name)
                .append(": ")
                .append(String.join(", ", users))
                .append('\n'));
        return text.toString();
    }

    private static void service(StringBuilder text, StackGraph.Node node) {
        text.append("  ")
                .append(node.name())
                .append(" [")
                .append(states(node.replicas()))
                .append("] ")
                .append(node.image());
        if (!node.ports().isEmpty()) {
            text.append("  ").append(String.join(", ", node.ports()));
        }
        text.append('\n');
        for (StackGraph.Edge edge : node.waitsFor()) {
            text.append("    waits for ")
                    .append(edge.service())
                    .append(" (")
                    .append(edge.condition())
                    .append(")\n");
        }
    }

    /** {@code 3 × running}. */
    private static String states(List<String> replicas) {
        if (replicas.isEmpty()) {
            return "not created";
        }
        Map<String, Long> counted =
                replicas.stream().collect(Collectors.groupingBy(state -> state, TreeMap::new, Collectors.counting()));
        return counted.entrySet().stream()
                .map(entry -> entry.getValue() == 1 ? entry.getKey() : entry.getValue() + " × " + entry.getKey())
                .collect(Collectors.joining(", "));
    }
}
