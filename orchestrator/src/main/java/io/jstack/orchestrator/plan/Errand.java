package io.jstack.orchestrator.plan;

import io.jstack.orchestrator.Engine.AnonymousVolumes;
import io.jstack.orchestrator.Observed;
import io.jstack.orchestrator.Observed.OfContainer;
import io.jstack.orchestrator.graph.DependencyGraph;
import io.jstack.orchestrator.model.Dependency;
import io.jstack.orchestrator.model.Stack;
import io.jstack.orchestrator.plan.Plan.Edge;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Plans for what a person asks of existing containers: {@code stop}, {@code start}, {@code restart}, {@code rm}. */
public final class Errand {
    private final Observed observed;
    private final DependencyGraph graph;
    private final StepList steps = new StepList();
    private final Map<String, List<Integer>> byService = new HashMap<>();

    private Errand(Stack stack, Observed observed) {
        this.observed = observed;
        this.graph = DependencyGraph.of(stack);
    }

    /** Stops what is alive, dependants first. */
    public static Plan stop(Stack stack, Observed observed, Set<String> services) {
        Errand errand = new Errand(stack, observed);
        errand.backwards(
                services,
                c -> c.isAlive()
                        ? Optional.of(new Action.StopContainer(Replica.of(c), c.id(), new Cause.Asked("stop")))
                        : Optional.empty());
        return errand.steps.build();
    }

    /** Removes containers, dependants first; those that are alive only when {@code running} says so. */
    public static Plan remove(
            Stack stack, Observed observed, Set<String> services, Running running, AnonymousVolumes volumes) {
        Errand errand = new Errand(stack, observed);
        errand.backwards(
                services,
                c -> c.isAlive() && running == Running.LEFT_ALONE
                        ? Optional.empty()
                        : Optional.of(
                                new Action.RemoveContainer(Replica.of(c), c.id(), volumes, new Cause.Asked("rm"))));
        return errand.steps.build();
    }

    /** Starts what is not alive, dependencies first and waited for as their dependants ask. */
    public static Plan start(Stack stack, Observed observed, Set<String> services) {
        Errand errand = new Errand(stack, observed);
        errand.forwards(
                services,
                c -> c.isAlive()
                        ? Optional.empty()
                        : Optional.of(new Action.StartContainer(Replica.of(c), new Cause.Asked("start"))));
        return errand.steps.build();
    }

    /** Restarts containers in dependency order, with {@code followers} once after them. */
    public static Plan restart(Stack stack, Observed observed, Set<String> services, Set<String> followers) {
        Errand errand = new Errand(stack, observed);
        Set<String> all = new java.util.HashSet<>(services);
        all.addAll(followers);
        errand.forwards(all, c -> {
            if (services.contains(c.service())) {
                return Optional.of(new Action.RestartContainer(Replica.of(c), c.id(), new Cause.Asked("restart")));
            }
            return c.isAlive()
                    ? Optional.of(new Action.RestartContainer(
                            Replica.of(c),
                            c.id(),
                            new Cause.Followed(errand.followedBy(c.service(), all), "restarted")))
                    : Optional.empty();
        });
        return errand.steps.build();
    }

    /** Services that depend on one of these with {@code restart: true}, and those that depend so on them. */
    public static Set<String> followers(Stack stack, Set<String> services) {
        DependencyGraph graph = DependencyGraph.of(stack);
        Set<String> followers = new java.util.LinkedHashSet<>();
        for (String service : graph.order()) {
            boolean follows = graph.dependencies(service).stream()
                    .map(Dependency::service)
                    .filter(other -> services.contains(other) || followers.contains(other))
                    .anyMatch(other -> Optional.ofNullable(stack.services().get(service))
                            .filter(follower -> follower.follows(other))
                            .isPresent());
            if (follows && !services.contains(service)) {
                followers.add(service);
            }
        }
        return followers;
    }

    /** What {@link #remove} does with running containers. */
    public enum Running {
        LEFT_ALONE,
        STOPPED
    }

    private String followedBy(String service, Set<String> restarted) {
        return graph.dependencies(service).stream()
                .filter(d -> d.restart() && restarted.contains(d.service()))
                .map(Dependency::service)
                .findFirst()
                .orElse(service);
    }

    private List<OfContainer> replicas(String service) {
        return observed.containers().stream()
                .filter(c -> !c.oneOff() && c.service().equals(service))
                .sorted(Comparator.comparing(OfContainer::number).thenComparing(c -> c.id().value()))
                .toList();
    }

    private void backwards(Set<String> services, Function<OfContainer, Optional<Action>> action) {
        List<String> order = new ArrayList<>(graph.order());
        Collections.reverse(order);
        for (String service : order) {
            if (services.contains(service)) {
                List<Edge> after = graph.dependants(service).stream()
                        .flatMap(d -> byService.getOrDefault(d, List.of()).stream())
                        .map(StepList::end)
                        .toList();
                add(service, action, after);
            }
        }
    }

    private void forwards(Set<String> services, Function<OfContainer, Optional<Action>> action) {
        for (String service : graph.order()) {
            if (!services.contains(service)) {
                continue;
            }
            List<Edge> after = new ArrayList<>();
            for (Dependency dependency : graph.dependencies(service)) {
                List<Integer> theirs = byService.getOrDefault(dependency.service(), List.of());
                boolean await = dependency.condition() != Dependency.Condition.STARTED && !theirs.isEmpty();
                List<Integer> needed = await ? List.of(await(service, dependency, theirs)) : theirs;
                needed.forEach(step -> after.add(dependency.required() ? StepList.success(step) : StepList.end(step)));
            }
            add(service, action, after);
        }
    }

    private int await(String by, Dependency dependency, List<Integer> theirs) {
        return steps.add(
                new Action.Await(dependency.service(), dependency.condition(), new Cause.Needed(by)),
                theirs.stream().map(StepList::success).toList());
    }

    private void add(String service, Function<OfContainer, Optional<Action>> action, List<Edge> after) {
        for (OfContainer container : replicas(service)) {
            action.apply(container)
                    .ifPresent(planned -> byService
                            .computeIfAbsent(service, s -> new ArrayList<>())
                            .add(steps.add(planned, after)));
        }
    }
}
