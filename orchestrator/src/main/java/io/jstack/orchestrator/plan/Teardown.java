package io.jstack.orchestrator.plan;

import io.jstack.orchestrator.DownOptions;
import io.jstack.orchestrator.Engine.AnonymousVolumes;
import io.jstack.orchestrator.Observed;
import io.jstack.orchestrator.Observed.OfContainer;
import io.jstack.orchestrator.UpOptions.Orphans;
import io.jstack.orchestrator.graph.DependencyGraph;
import io.jstack.orchestrator.model.Service;
import io.jstack.orchestrator.model.Stack;
import io.jstack.orchestrator.plan.Plan.Edge;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Says how a project is taken down: containers, dependants first, then networks, then, when asked, volumes and images. */
public final class Teardown {
    private static final Cause DOWN = new Cause.Asked("down");

    private final Observed observed;
    private final DownOptions options;
    private final Optional<Stack> stack;
    private final StepList steps = new StepList();
    private final Map<String, List<Integer>> removed = new HashMap<>();
    private final Set<String> staying = new HashSet<>();

    private Teardown(Optional<Stack> stack, Observed observed, DownOptions options) {
        this.stack = stack;
        this.observed = observed;
        this.options = options;
    }

    /** A project without a stack is taken down all the same, in no particular order. */
    public static Plan plan(Optional<Stack> stack, Observed observed, DownOptions options) {
        return new Teardown(stack, observed, options).plan();
    }

    private Plan plan() {
        planOneOffs();
        planServices();
        planOrphans();
        if (options.services().isEmpty()) {
            planNetworks();
            planVolumes();
            planImages();
        }
        return steps.build();
    }

    private void planOneOffs() {
        observed.containers().stream()
                .filter(c -> c.oneOff() && isMeant(c.service()))
                .forEach(c -> remove(c, List.of()));
    }

    private void planServices() {
        if (stack.isEmpty()) {
            observed.containers().stream()
                    .filter(c -> !c.oneOff() && isMeant(c.service()))
                    .forEach(c -> remove(c, List.of()));
            return;
        }
        DependencyGraph graph = DependencyGraph.of(stack.get());
        List<String> order = new ArrayList<>(graph.order());
        java.util.Collections.reverse(order);
        for (String service : order) {
            if (isMeant(service)) {
                List<Edge> after = graph.dependants(service).stream()
                        .flatMap(d -> removed.getOrDefault(d, List.of()).stream())
                        .map(StepList::end)
                        .toList();
                observed.containers().stream()
                        .filter(c -> !c.oneOff() && c.service().equals(service))
                        .forEach(c -> remove(c, after));
            }
        }
    }

    private void planOrphans() {
        Map<String, Service> known = stack.map(Stack::services).orElse(Map.of());
        List<OfContainer> orphans = observed.containers().stream()
                .filter(c -> !c.oneOff() && stack.isPresent() && !known.containsKey(c.service()))
                .toList();
        if (!options.services().isEmpty() || orphans.isEmpty()) {
            return;
        }
        if (options.orphans() == Orphans.REMOVE) {
            orphans.forEach(c -> remove(c, List.of()));
            return;
        }
        orphans.forEach(c -> staying.addAll(c.addresses().keySet()));
        if (options.orphans() == Orphans.WARN) {
            steps.warn("found orphan containers (%s) for this project; --remove-orphans removes them"
                    .formatted(orphans.stream().map(OfContainer::name).collect(Collectors.joining(", "))));
        }
    }

    private boolean isMeant(String service) {
        return options.services().isEmpty() || options.services().contains(service);
    }

    private void remove(OfContainer container, Collection<Edge> after) {
        AnonymousVolumes volumes =
                options.volumes() == DownOptions.Volumes.REMOVE ? AnonymousVolumes.REMOVE : AnonymousVolumes.KEEP;
        int step = steps.add(new Action.RemoveContainer(Replica.of(container), container.id(), volumes, DOWN), after);
        removed.computeIfAbsent(container.service(), s -> new ArrayList<>()).add(step);
    }

    private List<Edge> afterAllContainers() {
        return removed.values().stream()
                .flatMap(List::stream)
                .map(StepList::success)
                .toList();
    }

    private void planNetworks() {
        for (Observed.OfNetwork network : observed.networks().values()) {
            if (network.hash().isEmpty()) {
                continue;
            }
            if (staying.contains(network.name())) {
                steps.warn("network %s stays: orphan containers are on it".formatted(network.name()));
            } else {
                steps.add(new Action.RemoveNetwork(network.name(), DOWN), afterAllContainers());
            }
        }
    }

    private void planVolumes() {
        if (options.volumes() == DownOptions.Volumes.REMOVE) {
            observed.volumes().values().stream()
                    .filter(v -> v.hash().isPresent())
                    .forEach(v -> steps.add(new Action.RemoveVolume(v.name(), DOWN), afterAllContainers()));
        }
    }

    private void planImages() {
        if (options.images() == DownOptions.Images.KEEP || stack.isEmpty()) {
            return;
        }
        String project = stack.get().project();
        stack.get().services().values().stream()
                .filter(s -> options.images() == DownOptions.Images.ALL
                        || s.image().reference().equals(project + "-" + s.name()))
                .map(s -> s.image().reference())
                .distinct()
                .forEach(reference -> steps.add(new Action.RemoveImage(reference, DOWN), afterAllContainers()));
    }
}
