package io.jstack.orchestrator.graph;

import io.jstack.orchestrator.ControlError;
import io.jstack.orchestrator.model.Dependency;
import io.jstack.orchestrator.model.Service;
import io.jstack.orchestrator.model.Stack;
import io.jstack.values.JstackException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The services of a stack and what each depends on. Every order it gives is stable: services keep the order of the file wherever
 * dependencies leave it open. A dependency on a service the stack does not have (a profile that is off, {@code required: false}) is
 * no edge.
 */
public final class DependencyGraph {
    private final Map<String, List<Dependency>> needs;
    private final Map<String, Set<String>> needed;
    private final List<String> order;

    private DependencyGraph(Map<String, List<Dependency>> needs, Map<String, Set<String>> needed) {
        this.needs = needs;
        this.needed = needed;
        this.order = List.copyOf(withDependencies(needs.keySet()));
    }

    /** Fails with {@link ControlError#DEPENDENCY_CYCLE} when services wait for one another. */
    public static DependencyGraph of(Stack stack) {
        Map<String, List<Dependency>> needs = new LinkedHashMap<>();
        Map<String, Set<String>> needed = new LinkedHashMap<>();
        for (Service service : stack.services().values()) {
            needs.put(
                    service.name(),
                    service.dependsOn().stream()
                            .filter(d -> stack.services().containsKey(d.service()))
                            .toList());
            needed.put(service.name(), new LinkedHashSet<>());
        }
        Map<String, List<String>> names = new LinkedHashMap<>();
        needs.forEach((service, dependencies) -> {
            names.put(service, dependencies.stream().map(Dependency::service).toList());
            for (Dependency dependency : dependencies) {
                Optional.ofNullable(needed.get(dependency.service())).ifPresent(set -> set.add(service));
            }
        });
        Cycle.in(names).ifPresent(cycle -> {
            throw new JstackException(
                    ControlError.DEPENDENCY_CYCLE,
                    "services wait for one another: " + cycle,
                    "remove one of these entries of depends_on, links, volumes_from or network_mode");
        });
        return new DependencyGraph(needs, needed);
    }

    /** What the service itself names; empty for an unknown service. */
    public List<Dependency> dependencies(String service) {
        return needs.getOrDefault(service, List.of());
    }

    /** The services that name this one; empty for an unknown service. */
    public Set<String> dependants(String service) {
        return needed.getOrDefault(service, Set.of());
    }

    /** All services, each after what it depends on. */
    public List<String> order() {
        return order;
    }

    /** {@link #order} cut into groups: no service of a group depends on another of the same. */
    public List<List<String>> levels() {
        Map<String, Integer> depth = new LinkedHashMap<>();
        List<List<String>> levels = new ArrayList<>();
        for (String service : order()) {
            int level = dependencies(service).stream()
                    .mapToInt(d -> depth.getOrDefault(d.service(), -1) + 1)
                    .max()
                    .orElse(0);
            depth.put(service, level);
            while (levels.size() <= level) {
                levels.add(new ArrayList<>());
            }
            levels.get(level).add(service);
        }
        return levels.stream().map(List::copyOf).toList();
    }

    /** The services and everything they depend on, each after what it depends on. */
    public Set<String> withDependencies(Collection<String> services) {
        Set<String> all = new LinkedHashSet<>();
        services.forEach(service -> addAfterItsNeeds(service, all));
        return all;
    }

    private void addAfterItsNeeds(String service, Set<String> all) {
        if (!all.contains(service)) {
            dependencies(service).forEach(d -> addAfterItsNeeds(d.service(), all));
            all.add(service);
        }
    }
}
