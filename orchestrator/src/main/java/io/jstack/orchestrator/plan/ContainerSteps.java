package io.jstack.orchestrator.plan;

import io.jstack.orchestrator.Observed.OfContainer;
import io.jstack.orchestrator.UpOptions.Start;
import io.jstack.orchestrator.graph.DependencyGraph;
import io.jstack.orchestrator.model.Dependency;
import io.jstack.orchestrator.model.Dependency.Condition;
import io.jstack.orchestrator.model.Lifecycle.UpdateConfig;
import io.jstack.orchestrator.model.Service;
import io.jstack.orchestrator.model.Stack;
import io.jstack.orchestrator.model.Storage.VolumesFrom;
import io.jstack.orchestrator.plan.Plan.Edge;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Writes the verdicts down as steps, services in dependency order, so that each waits for what it needs and for nothing else. */
final class ContainerSteps {
    private final Stack stack;
    private final World world;
    private final Wishes wishes;
    private final DependencyGraph graph;
    private final Map<String, List<Verdict>> verdicts;
    private final StepList steps;
    private final Function<Service, Collection<Edge>> groundwork;

    /** Steps after which a service's replicas run, by service. */
    private final Map<String, List<Integer>> starts = new HashMap<>();

    /** Steps after which a service's containers exist, by service: whose volumes are to be shared must be there first. */
    private final Map<String, List<Integer>> creations = new HashMap<>();

    private final Map<String, Integer> awaits = new HashMap<>();

    ContainerSteps(
            Stack stack,
            World world,
            Wishes wishes,
            DependencyGraph graph,
            Map<String, List<Verdict>> verdicts,
            StepList steps,
            Function<Service, Collection<Edge>> groundwork) {
        this.stack = stack;
        this.world = world;
        this.wishes = wishes;
        this.graph = graph;
        this.verdicts = verdicts;
        this.steps = steps;
        this.groundwork = groundwork;
    }

    /**
     * Writes all of them.
     *
     * @param stops steps that stop a container, by its id
     * @param removals steps that remove one, by its id
     */
    void write(Map<String, Integer> stops, Map<String, Integer> removals) {
        List<Edge> cleared = new ArrayList<>();
        stops.values().stream().sorted().map(StepList::success).forEach(cleared::add);
        removals.values().stream().sorted().map(StepList::success).forEach(cleared::add);
        for (String name : graph.order()) {
            Service service = stack.services().get(name);
            if (service != null) {
                write(service, verdicts.getOrDefault(name, List.of()), cleared, stops, removals);
            }
        }
    }

    private void write(
            Service service,
            List<Verdict> replicas,
            List<Edge> cleared,
            Map<String, Integer> stops,
            Map<String, Integer> removals) {
        if (replicas.stream().allMatch(v -> v instanceof Verdict.Keep || v instanceof Verdict.Leave)) {
            return;
        }
        List<Edge> ground = new ArrayList<>(groundwork.apply(service));
        for (VolumesFrom from : service.storage().volumesFrom()) {
            if (from.source() == VolumesFrom.Source.SERVICE) {
                creations.getOrDefault(from.name(), List.of()).forEach(step -> ground.add(StepList.success(step)));
            }
        }
        Optional<Collection<Edge>> ready =
                replicas.stream().allMatch(Verdict::isUndisturbed) ? Optional.of(List.of()) : dependencies(service);
        List<Integer> made = new ArrayList<>();
        List<Integer> recreated = new ArrayList<>();
        for (Verdict verdict : replicas) {
            List<Edge> before = new ArrayList<>(ground);
            before.addAll(ready.orElse(List.of()));
            if (claimsAnything(service)) {
                before.addAll(cleared);
            }
            before.addAll(leftOvers(verdict.replica(), removals));
            verdict.container()
                    .flatMap(c -> Optional.ofNullable(stops.get(c.id().value())))
                    .map(StepList::success)
                    .ifPresent(before::add);
            writeOne(service, verdict, ground, before, ready.isPresent(), recreated)
                    .ifPresent(made::add);
        }
        if (ready.isEmpty()) {
            return;
        }
        starts.put(service.name(), made);
    }

    /** The removals of containers that had the replica's place before. */
    private List<Edge> leftOvers(Replica replica, Map<String, Integer> removals) {
        return world.superseded().stream()
                .filter(c -> Replica.of(c).toString().equals(replica.toString()))
                .flatMap(c -> Optional.ofNullable(removals.get(c.id().value())).stream())
                .map(StepList::success)
                .toList();
    }

    /** Whether it holds what only one container can: then it starts when all that has to go is gone. */
    private static boolean claimsAnything(Service service) {
        return !service.connectivity().ports().isEmpty()
                || service.containerName().isPresent()
                || service.connectivity().attachments().stream()
                        .anyMatch(a -> a.ipv4Address().isPresent());
    }

    private Optional<Integer> writeOne(
            Service service,
            Verdict verdict,
            List<Edge> ground,
            List<Edge> before,
            boolean ready,
            List<Integer> recreated) {
        Replica replica = verdict.replica();
        if (verdict instanceof Verdict.Create create) {
            int created = steps.add(new Action.CreateContainer(replica, create.cause()), ground);
            noteCreation(service, created);
            if (wishes.start() == Start.LATER || !ready) {
                return Optional.empty();
            }
            before.add(StepList.success(created));
            return Optional.of(steps.add(new Action.StartContainer(replica, create.cause()), before));
        }
        if (verdict instanceof Verdict.Recreate recreate) {
            window(service, recreated).ifPresent(before::add);
            Start start = wishes.start() == Start.NOW && ready ? Start.NOW : Start.LATER;
            int step = steps.add(
                    new Action.RecreateContainer(
                            replica,
                            recreate.old().id(),
                            wishes.anonymousVolumes(),
                            start,
                            replaced(service),
                            recreate.cause()),
                    before);
            recreated.add(step);
            noteCreation(service, step);
            return Optional.of(step);
        }
        if (verdict instanceof Verdict.Start start && ready) {
            return Optional.of(steps.add(new Action.StartContainer(replica, start.cause()), before));
        }
        if (verdict instanceof Verdict.Restart restart && ready) {
            return Optional.of(steps.add(
                    new Action.RestartContainer(replica, restart.present().id(), restart.cause()), before));
        }
        if (verdict instanceof Verdict.Repair repair) {
            repair.drifts()
                    .forEach(drift -> steps.add(
                            new Action.RepairContainer(replica, repair.present().id(), drift, new Cause.Drifted(drift)),
                            ground));
        }
        return Optional.empty();
    }

    private int replaced(Service service) {
        return (int) verdicts.getOrDefault(service.name(), List.of()).stream()
                .filter(verdict -> verdict instanceof Verdict.Recreate)
                .count();
    }

    private void noteCreation(Service service, int step) {
        creations.computeIfAbsent(service.name(), name -> new ArrayList<>()).add(step);
    }

    /** With {@code update_config.parallelism: n}, no more than n replicas are replaced at a time. */
    private static Optional<Edge> window(Service service, List<Integer> recreated) {
        int width = service.lifecycle().update().map(UpdateConfig::parallelism).orElse(0);
        return width > 0 && recreated.size() >= width
                // whether one that failed keeps the others from being replaced is failure_action's to say
                ? Optional.of(StepList.end(recreated.get(recreated.size() - width)))
                : Optional.empty();
    }

    /** What a start of the service waits for; empty: something is not there yet and the loop has to come back. */
    private Optional<Collection<Edge>> dependencies(Service service) {
        List<Edge> edges = new ArrayList<>();
        if (wishes.dependencies() == Wishes.Dependencies.IGNORED) {
            return Optional.of(edges);
        }
        for (Dependency dependency : graph.dependencies(service.name())) {
            Service target = stack.services().get(dependency.service());
            if (target == null) {
                continue;
            }
            List<Integer> theirs = starts.getOrDefault(target.name(), List.of());
            if (dependency.condition() == Condition.STARTED && !theirs.isEmpty()) {
                theirs.forEach(step -> edges.add(edge(step, dependency)));
                continue;
            }
            RestartRule rule = world.rule(target.name());
            if (theirs.isEmpty() && isSatisfied(target, dependency.condition(), rule)) {
                continue;
            }
            if (wishes.mode() == Wishes.Mode.KEEP) {
                if (!dependency.required() || isGivenUp(target, rule)) {
                    continue;
                }
                steps.waiting("%s for %s to be %s".formatted(service.name(), target.name(), said(dependency)));
                return Optional.empty();
            }
            if (dependency.condition() == Condition.STARTED) {
                continue;
            }
            edges.add(edge(await(service, target, dependency, theirs), dependency));
        }
        return Optional.of(edges);
    }

    private boolean isSatisfied(Service target, Condition condition, RestartRule rule) {
        boolean done = condition != Condition.HEALTHY
                && target.hash().equals(wishes.done().get(target.name()));
        return done || world.satisfies(target, condition, rule);
    }

    /** A dependency a person stopped, or that may not come back by its policy, holds nobody up. */
    private boolean isGivenUp(Service target, RestartRule rule) {
        List<OfContainer> theirs = world.of(target.name());
        boolean stopped = theirs.stream()
                .anyMatch(c -> wishes.stopped().contains(Replica.of(c).toString()));
        boolean ended = !theirs.isEmpty()
                && theirs.stream()
                        .allMatch(c -> c.exit()
                                .filter(e -> !c.isAlive() && !rule.restarts(e, c.restarts()))
                                .isPresent());
        return stopped || ended;
    }

    private static Edge edge(int step, Dependency dependency) {
        return dependency.required() ? StepList.success(step) : StepList.end(step);
    }

    private static String said(Dependency dependency) {
        return dependency.condition().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }

    private int await(Service by, Service target, Dependency dependency, List<Integer> theirs) {
        return awaits.computeIfAbsent(
                target.name() + " " + dependency.condition(),
                key -> steps.add(
                        new Action.Await(target.name(), dependency.condition(), new Cause.Needed(by.name())),
                        theirs.stream().map(StepList::success).toList()));
    }
}
