package io.jstack.orchestrator.stack.consistency;

import io.jstack.orchestrator.stack.report.Findings;
import io.jstack.orchestrator.stack.report.StackError;
import io.jstack.orchestrator.stack.tree.MapNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Finds services that wait for each other. Walks with a stack of its own: a chain of thousands is legal. */
final class DependencyCycle {
    private record Step(String service, Iterator<String> rest) {}

    private DependencyCycle() {}

    static void check(MapNode services, Findings findings) {
        Set<String> settled = new HashSet<>();
        for (String start : new TreeSet<>(services.keys())) {
            Optional<List<String>> cycle = search(start, services, settled);
            if (cycle.isPresent()) {
                String first = cycle.get().get(0);
                String second = cycle.get().get(1);
                MapNode dependencies = services.map(first)
                        .flatMap(service -> service.map("depends_on"))
                        .orElse(services);
                findings.problem(
                        StackError.CYCLE,
                        dependencies.keyPlace(second),
                        "dependency cycle detected: " + String.join(" -> ", cycle.get()),
                        "remove one of these dependencies");
                return;
            }
        }
    }

    /** The services of a cycle, the first one again at the end. */
    private static Optional<List<String>> search(String start, MapNode services, Set<String> settled) {
        Deque<Step> way = new ArrayDeque<>();
        Set<String> open = new HashSet<>();
        if (!settled.contains(start)) {
            open.add(start);
            way.addLast(step(start, services));
        }
        while (!way.isEmpty()) {
            Step step = way.getLast();
            if (!step.rest().hasNext()) {
                way.removeLast();
                open.remove(step.service());
                settled.add(step.service());
                continue;
            }
            String next = step.rest().next();
            if (open.contains(next)) {
                List<String> cycle = new ArrayList<>(way.stream()
                        .map(Step::service)
                        .dropWhile(name -> !name.equals(next))
                        .toList());
                cycle.add(next);
                return Optional.of(cycle);
            }
            if (services.has(next) && !settled.contains(next)) {
                open.add(next);
                way.addLast(step(next, services));
            }
        }
        return Optional.empty();
    }

    private static Step step(String name, MapNode services) {
        Set<String> dependencies = services.map(name)
                .flatMap(service -> service.map("depends_on"))
                .<Set<String>>map(all -> new TreeSet<>(all.keys()))
                .orElse(Set.of());
        return new Step(name, dependencies.iterator());
    }
}
