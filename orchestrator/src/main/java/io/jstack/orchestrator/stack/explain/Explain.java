package io.jstack.orchestrator.stack.explain;

import io.jstack.orchestrator.stack.source.ProjectEnvironment;
import io.jstack.orchestrator.stack.tree.ListNode;
import io.jstack.orchestrator.stack.tree.MapNode;
import io.jstack.orchestrator.stack.tree.Node;
import io.jstack.orchestrator.stack.tree.ScalarNode;
import io.jstack.values.Place;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Lists what gives a value, in the order of precedence for variables and of the files for keys. */
public final class Explain {
    private Explain() {}

    /** A variable: the caller's environment, then env files, then the defaults in the files. */
    public static List<Candidate> variable(
            String name, ProjectEnvironment environment, Optional<String> caller, List<StackVariable> used) {
        List<Candidate> candidates = new ArrayList<>();
        caller.ifPresent(value -> candidates.add(new Candidate("environment", Optional.empty(), value, true)));
        environment
                .settings(name)
                .forEach(setting -> candidates.add(
                        new Candidate(".env", Optional.of(setting.place()), setting.value(), candidates.isEmpty())));
        for (StackVariable variable : used) {
            if (variable.name().equals(name) && variable.defaultValue().isPresent()) {
                String value = variable.defaultValue().get();
                variable.places()
                        .forEach(place -> candidates.add(
                                new Candidate("default", Optional.of(place), value, candidates.isEmpty())));
            }
        }
        return candidates;
    }

    /**
     * A key of a service, as {@code web.ports} or {@code web.environment.TZ}.
     *
     * @param files the raw documents of every file that was read, in order
     * @param canonical the result
     */
    public static List<Candidate> key(String path, List<Node> files, MapNode canonical) {
        Set<Place> inForce = new HashSet<>();
        Optional<Node> result = at(canonical, "services." + path);
        result.ifPresent(node -> places(node, inForce));
        List<Candidate> candidates = new ArrayList<>();
        for (Node file : files) {
            at(file, "services." + path).ifPresent(node -> {
                Set<Place> here = new HashSet<>();
                places(node, here);
                boolean wins = here.stream().anyMatch(inForce::contains);
                candidates.add(new Candidate("file", Optional.of(node.place()), flow(node), wins));
            });
        }
        if (result.isPresent() && candidates.stream().noneMatch(Candidate::wins)) {
            Node node = result.get();
            candidates.add(new Candidate("default", Optional.of(node.place()), flow(node), true));
        }
        return candidates;
    }

    /** Keys may hold dots themselves ({@code labels.com.example.role}): the longest one that is there is meant. */
    private static Optional<Node> at(Node node, String path) {
        if (path.isEmpty()) {
            return Optional.of(node);
        }
        if (node instanceof MapNode map) {
            return map.keys().stream()
                    .filter(key -> path.equals(key) || path.startsWith(key + "."))
                    .max(Comparator.comparingInt(String::length))
                    .flatMap(key -> map.get(key)
                            .flatMap(value ->
                                    at(value, path.length() == key.length() ? "" : path.substring(key.length() + 1))));
        }
        return node.asList()
                .flatMap(list -> list.items().stream()
                        .filter(item -> item.asScalar()
                                .filter(scalar -> scalar.text().equals(path)
                                        || scalar.text().startsWith(path + "="))
                                .isPresent())
                        .findFirst());
    }

    private static void places(Node node, Set<Place> places) {
        places.add(node.place());
        node.asMap()
                .ifPresent(map ->
                        map.entries().forEach(entry -> places(entry.getValue().value(), places)));
        node.asList().ifPresent(list -> list.items().forEach(item -> places(item, places)));
    }

    private static String flow(Node node) {
        if (node instanceof MapNode map) {
            return new TreeSet<>(map.keys())
                    .stream()
                            .map(key ->
                                    key + ": " + map.get(key).map(Explain::flow).orElse(""))
                            .collect(Collectors.joining(", ", "{", "}"));
        }
        if (node instanceof ListNode list) {
            return list.items().stream().map(Explain::flow).collect(Collectors.joining(", ", "[", "]"));
        }
        ScalarNode scalar = (ScalarNode) node;
        return scalar.isNull() ? "null" : scalar.source();
    }
}
