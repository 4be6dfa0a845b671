package io.jstack.orchestrator.graph;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Names that wait for one another, the first repeated at the end: {@code a -> b -> a}. */
public record Cycle(List<String> names) {
    public Cycle {
        names = List.copyOf(names);
    }

    /** The first cycle met when {@code needs} is walked in its order; a name without an entry needs nothing. */
    public static Optional<Cycle> in(Map<String, ? extends Collection<String>> needs) {
        Set<String> settled = new HashSet<>();
        for (String name : needs.keySet()) {
            Optional<Cycle> found = walk(name, needs, settled, new ArrayList<>());
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<Cycle> walk(
            String name, Map<String, ? extends Collection<String>> needs, Set<String> settled, List<String> path) {
        int before = path.indexOf(name);
        if (before >= 0) {
            List<String> names = new ArrayList<>(path.subList(before, path.size()));
            names.add(name);
            return Optional.of(new Cycle(names));
        }
        Collection<String> next = needs.get(name);
        if (next == null || settled.contains(name)) {
            return Optional.empty();
        }
        path.add(name);
        for (String need : next) {
            Optional<Cycle> found = walk(need, needs, settled, path);
            if (found.isPresent()) {
                return found;
            }
        }
        path.remove(path.size() - 1);
        settled.add(name);
        return Optional.empty();
    }

    @Override
    public String toString() {
        return String.join(" -> ", names);
    }
}
