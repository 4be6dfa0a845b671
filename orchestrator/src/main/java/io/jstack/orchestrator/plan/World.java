package io.jstack.orchestrator.plan;

import io.jstack.orchestrator.Health;
import io.jstack.orchestrator.Observed;
import io.jstack.orchestrator.Observed.OfContainer;
import io.jstack.orchestrator.model.Dependency.Condition;
import io.jstack.orchestrator.model.Service;
import io.jstack.orchestrator.model.Stack;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The observed containers, sorted into the stack's services: who holds which number, who is too many, who is nobody's. */
final class World {
    /** Of two containers for one number the better one: right hash, then alive, then the newest. */
    private static Comparator<OfContainer> fitFor(String hash) {
        return Comparator.comparing((OfContainer c) -> !c.hash().equals(hash))
                .thenComparing(c -> c.state() == Observed.State.DEAD)
                .thenComparing(c -> !c.isAlive())
                .thenComparing(OfContainer::created, Comparator.reverseOrder())
                .thenComparing(c -> c.id().value());
    }

    private final Map<String, TreeMap<Integer, OfContainer>> holders = new LinkedHashMap<>();
    private final RestartRules rules;
    private final List<OfContainer> superseded = new ArrayList<>();
    private final List<OfContainer> orphans = new ArrayList<>();
    private final List<OfContainer> oneOffs = new ArrayList<>();

    World(Stack stack, Observed observed) {
        rules = RestartRules.of(stack);
        stack.services().keySet().forEach(service -> holders.put(service, new TreeMap<>()));
        List<OfContainer> sorted = observed.containers().stream()
                .sorted(Comparator.comparing(OfContainer::service)
                        .thenComparing(OfContainer::number)
                        .thenComparing(c -> c.id().value()))
                .toList();
        for (OfContainer container : sorted) {
            Service service = stack.services().get(container.service());
            if (container.oneOff()) {
                oneOffs.add(container);
            } else if (service == null) {
                orphans.add(container);
            } else {
                holders.getOrDefault(service.name(), new TreeMap<>())
                        .merge(container.number(), container, (a, b) -> better(a, b, service.hash()));
            }
        }
    }

    private OfContainer better(OfContainer a, OfContainer b, String hash) {
        boolean first = fitFor(hash).compare(a, b) <= 0;
        superseded.add(first ? b : a);
        return first ? a : b;
    }

    RestartRule rule(String service) {
        return rules.of(service);
    }

    /** The container that is the service's replica of that number. */
    Optional<OfContainer> holder(String service, int number) {
        return Optional.ofNullable(
                holders.getOrDefault(service, new TreeMap<>()).get(number));
    }

    /** All replicas of the service, also surplus ones, by number. */
    List<OfContainer> of(String service) {
        return List.copyOf(holders.getOrDefault(service, new TreeMap<>()).values());
    }

    List<OfContainer> surplus(Service service) {
        return List.copyOf(holders.getOrDefault(service.name(), new TreeMap<>())
                .tailMap(service.replicas(), false)
                .values());
    }

    List<OfContainer> superseded() {
        return superseded;
    }

    List<OfContainer> orphans() {
        return orphans;
    }

    List<OfContainer> oneOffs() {
        return oneOffs;
    }

    /** Whether every replica of the service is, as it stands, what the condition asks. */
    boolean satisfies(Service service, Condition condition, RestartRule rule) {
        List<OfContainer> replicas = of(service.name()).stream()
                .filter(c -> c.number() <= service.replicas())
                .toList();
        if (replicas.size() < service.replicas()) {
            return false;
        }
        return replicas.stream().allMatch(c -> switch (condition) {
            case STARTED -> c.isAlive() || c.exit().filter(rule::isDone).isPresent();
            case HEALTHY -> c.isAlive() && c.health() == Health.HEALTHY;
            case COMPLETED_SUCCESSFULLY ->
                !c.isAlive()
                        && c.exit().filter(e -> e.isSuccess() || rule.isDone(e)).isPresent();
        });
    }
}
