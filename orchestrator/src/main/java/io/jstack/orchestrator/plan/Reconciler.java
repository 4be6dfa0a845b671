package io.jstack.orchestrator.plan;

import io.jstack.orchestrator.Drift;
import io.jstack.orchestrator.Engine.AnonymousVolumes;
import io.jstack.orchestrator.Engine.ImageWhen;
import io.jstack.orchestrator.Health;
import io.jstack.orchestrator.Observed;
import io.jstack.orchestrator.Observed.OfContainer;
import io.jstack.orchestrator.UpOptions.Orphans;
import io.jstack.orchestrator.graph.DependencyGraph;
import io.jstack.orchestrator.model.Lifecycle.UpdateConfig.Order;
import io.jstack.orchestrator.model.Mount;
import io.jstack.orchestrator.model.Network;
import io.jstack.orchestrator.model.Service;
import io.jstack.orchestrator.model.Stack;
import io.jstack.orchestrator.model.Volume;
import io.jstack.orchestrator.plan.Plan.Edge;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Says what must change for {@code observed} to become {@code stack}. Touches nothing, logs nothing, asks no one. */
public final class Reconciler {
    private final Stack stack;
    private final Observed observed;
    private final Wishes wishes;
    private final DependencyGraph graph;
    private final World world;
    private final StepList steps = new StepList();
    private final Uses uses;

    private final Map<String, Integer> imageSteps = new HashMap<>();
    private final Map<String, Integer> networkSteps = new HashMap<>();
    private final Map<String, Integer> volumeSteps = new HashMap<>();

    private Reconciler(Stack stack, Observed observed, Wishes wishes) {
        this.stack = stack;
        this.observed = observed;
        this.wishes = wishes;
        this.graph = DependencyGraph.of(stack);
        this.world = new World(stack, observed);
        this.uses = Uses.of(stack, wishes.services());
    }

    /** The same pictures always give the same plan, to the byte. */
    public static Plan plan(Stack stack, Observed observed, Wishes wishes) {
        return new Reconciler(stack, observed, wishes).plan();
    }

    /** What a one-off container of the wished services needs besides other services: images, volumes, networks. */
    public static Plan groundwork(Stack stack, Observed observed, Wishes wishes) {
        Reconciler reconciler = new Reconciler(stack, observed, wishes);
        reconciler.planVolumes();
        reconciler.planNetworks(Set.of(), Map.of());
        return reconciler.steps.build();
    }

    private Plan plan() {
        Set<String> renewed = renewedNetworks();
        Map<String, List<Verdict>> verdicts = new Judge(stack, world, wishes, renewed).all(graph.order());
        planImages(verdicts);
        planVolumes();
        askOfContainers();
        Map<String, Integer> removals = planRemovals();
        Map<String, Integer> stops = planHandOvers(verdicts, renewed, removals);
        planNetworks(renewed, stops);
        new ContainerSteps(stack, world, wishes, graph, verdicts, steps, this::groundwork).write(stops, removals);
        return steps.build();
    }

    // ---- images

    private void planImages(Map<String, List<Verdict>> verdicts) {
        for (String name : graph.order()) {
            Service service = stack.services().get(name);
            if (service != null
                    && wishes.services().contains(name)
                    && wishes.images().get(name) instanceof Wishes.Image.Wanted wanted
                    && (wanted.when() != ImageWhen.MISSING
                            || makesContainers(verdicts.getOrDefault(name, List.of())))) {
                imageSteps.put(
                        name,
                        steps.add(new Action.EnsureImage(service, wanted.when(), new Cause.Needed(name)), List.of()));
            }
        }
    }

    private static boolean makesContainers(List<Verdict> verdicts) {
        return verdicts.stream().anyMatch(v -> v instanceof Verdict.Create || v instanceof Verdict.Recreate);
    }

    // ---- volumes

    private void planVolumes() {
        for (Volume volume : stack.volumes().values()) {
            if (!uses.volumes().contains(volume.key())) {
                continue;
            }
            Observed.OfVolume present = observed.volumes().get(volume.name());
            String hash = Fingerprint.of(volume);
            if (present == null) {
                volumeSteps.put(
                        volume.key(),
                        steps.add(
                                new Action.EnsureVolume(
                                        volume, hash, volume.external() ? "find" : "create", new Cause.NotFound()),
                                List.of()));
                continue;
            }
            if (present.hash().filter(h -> !h.equals(hash)).isPresent()) {
                steps.ask(
                        "volume %s was made with other options; it stays as it is, since making it anew loses its data"
                                .formatted(volume.name()));
            }
            present.drifts().forEach(d -> steps.ask("volume %s: %s".formatted(volume.name(), d.cause())));
        }
    }

    /** What only a person can put right. */
    private void askOfContainers() {
        observed.containers().stream()
                .filter(c -> wishes.services().contains(c.service()))
                .sorted(Comparator.comparing(OfContainer::name))
                .flatMap(c -> c.drifts().stream())
                .filter(d -> d.repair() == Drift.Repair.ASK)
                .forEach(d -> steps.ask(d.cause()));
    }

    // ---- removals

    /** The steps, by the id of the container they remove. */
    private Map<String, Integer> planRemovals() {
        Map<String, Integer> byId = new HashMap<>();
        for (OfContainer orphan : world.orphans()) {
            if (wishes.orphans() == Orphans.REMOVE) {
                byId.put(orphan.id().value(), remove(orphan, AnonymousVolumes.REMOVE, new Cause.Orphaned()));
            }
        }
        if (wishes.orphans() == Orphans.WARN && !world.orphans().isEmpty()) {
            steps.warn("found orphan containers (%s) for this project; --remove-orphans removes them"
                    .formatted(world.orphans().stream().map(OfContainer::name).collect(Collectors.joining(", "))));
        }
        for (OfContainer old : world.superseded()) {
            if (wishes.services().contains(old.service()) && !servesFor(old)) {
                byId.put(old.id().value(), remove(old, AnonymousVolumes.KEEP, new Cause.Superseded()));
            }
        }
        for (String name : graph.order()) {
            Service service = stack.services().get(name);
            if (service != null && wishes.services().contains(name)) {
                for (OfContainer surplus : world.surplus(service)) {
                    byId.put(
                            surplus.id().value(),
                            remove(surplus, AnonymousVolumes.REMOVE, new Cause.Surplus(service.replicas())));
                }
            }
        }
        return byId;
    }

    /** In a start-first update that was cut short, the old container serves until the new one is healthy. */
    private boolean servesFor(OfContainer old) {
        boolean startFirst = Optional.ofNullable(stack.services().get(old.service()))
                .flatMap(service -> service.lifecycle().update())
                .filter(update -> update.order() == Order.START_FIRST)
                .isPresent();
        return startFirst
                && old.isAlive()
                && world.holder(old.service(), old.number())
                        .filter(fresh -> fresh.isAlive()
                                && (fresh.health() == Health.STARTING || fresh.health() == Health.UNHEALTHY))
                        .isPresent();
    }

    private int remove(OfContainer container, AnonymousVolumes volumes, Cause cause) {
        return steps.add(new Action.RemoveContainer(Replica.of(container), container.id(), volumes, cause), List.of());
    }

    // ---- what must stop before anything else may start

    private Map<String, Integer> planHandOvers(
            Map<String, List<Verdict>> verdicts, Set<String> renewed, Map<String, Integer> removals) {
        Map<String, Integer> stops = new HashMap<>();
        for (String key : renewed) {
            Network network = stack.networks().get(key);
            for (OfContainer container : observed.containers()) {
                if (network != null
                        && container.isAlive()
                        && container.addresses().containsKey(network.name())
                        && !removals.containsKey(container.id().value())) {
                    stops.computeIfAbsent(
                            container.id().value(),
                            id -> stop(container, new Cause.Changed(List.of("network " + key))));
                }
            }
        }
        Claims claims = new Claims(stack);
        List<Verdict> moving = verdicts.values().stream().flatMap(List::stream).toList();
        for (Claims.HandOver handOver : claims.between(moving)) {
            OfContainer holder = handOver.holder();
            stops.computeIfAbsent(
                    holder.id().value(), id -> stop(holder, new Cause.HandedOver(handOver.claim(), handOver.to())));
        }
        return stops;
    }

    private int stop(OfContainer container, Cause cause) {
        return steps.add(new Action.StopContainer(Replica.of(container), container.id(), cause), List.of());
    }

    // ---- networks

    private Set<String> renewedNetworks() {
        Set<String> renewed = new LinkedHashSet<>();
        for (Network network : stack.networks().values()) {
            Observed.OfNetwork present = observed.networks().get(network.name());
            if (!network.external()
                    && present != null
                    && uses.addresses(network) > 0
                    && present.hash()
                            .filter(h -> !h.equals(Fingerprint.of(network)))
                            .isPresent()) {
                renewed.add(network.key());
            }
        }
        return renewed;
    }

    private void planNetworks(Set<String> renewed, Map<String, Integer> stops) {
        for (Network network : stack.networks().values()) {
            if (!uses.networks().containsKey(network.key())) {
                continue;
            }
            int addresses = uses.addresses(network);
            String hash = Fingerprint.of(network);
            Observed.OfNetwork present = observed.networks().get(network.name());
            if (present == null) {
                String verb = network.external() ? "find" : "create";
                networkSteps.put(
                        network.key(),
                        steps.add(
                                new Action.EnsureNetwork(network, hash, addresses, verb, new Cause.NotFound()),
                                List.of()));
            } else if (renewed.contains(network.key())) {
                List<Edge> after = new TreeSet<>(stops.values())
                        .stream().map(StepList::success).toList();
                networkSteps.put(
                        network.key(),
                        steps.add(
                                new Action.RecreateNetwork(
                                        network, hash, addresses, new Cause.Changed(List.of("configuration"))),
                                after));
            } else if (!network.external() && !present.drifts().isEmpty()) {
                Drift drift = present.drifts().get(0);
                networkSteps.put(
                        network.key(),
                        steps.add(
                                new Action.EnsureNetwork(network, hash, addresses, "repair", new Cause.Drifted(drift)),
                                List.of()));
            }
        }
    }

    /** The steps that make what a service's containers are made of. */
    private Collection<Edge> groundwork(Service service) {
        List<Edge> edges = new ArrayList<>();
        after(imageSteps, service.name(), edges);
        service.connectivity().attachments().forEach(a -> after(networkSteps, a.network(), edges));
        Set<String> volumes = new LinkedHashSet<>();
        for (Mount mount : service.storage().mounts()) {
            if (mount instanceof Mount.Named named && volumes.add(named.volume())) {
                after(volumeSteps, named.volume(), edges);
            }
        }
        return edges;
    }

    private static void after(Map<String, Integer> steps, String key, List<Edge> edges) {
        Integer step = steps.get(key);
        if (step != null) {
            edges.add(StepList.success(step));
        }
    }
}
