package io.jstack.orchestrator.control;

import io.jstack.orchestrator.Event;
import io.jstack.orchestrator.ImageFacts;
import io.jstack.orchestrator.Observed;
import io.jstack.orchestrator.Observed.OfContainer;
import io.jstack.orchestrator.model.Service;
import io.jstack.orchestrator.plan.Replica;
import io.jstack.orchestrator.plan.RestartRule;
import io.jstack.orchestrator.plan.RestartRules;
import io.jstack.values.ContainerId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One project's state: what was asked for, the containers it has, and whose turn it is. Owned by its mailbox; only {@link #mailbox},
 * {@link #name} and {@link #means} may be touched from elsewhere.
 */
final class Project {
    final String name;
    final Means means;
    final Mailbox mailbox;
    final Gate gate;
    final Waits waits = new Waits();
    final Prober prober;
    final Runs runs;
    final Keeper keeper;
    final Resync resync;

    private final Map<ContainerId, Tracked> tracked = new LinkedHashMap<>();
    private final Map<String, List<Tracked>> byService = new HashMap<>();
    private final Map<String, CompletableFuture<?>> turns = new HashMap<>();
    private final Map<String, ImageFacts> images = new HashMap<>();
    private volatile Optional<Ledger> ledger = Optional.empty();
    private Optional<RestartRules> rules = Optional.empty();
    /** The last write of the ledger: they go one after the other, or an older one could be the last. */
    private CompletableFuture<Void> written = CompletableFuture.completedFuture(null);

    private long epoch;

    Project(String name, Means means, Mailbox mailbox) {
        this.name = name;
        this.means = means;
        this.mailbox = mailbox;
        this.gate = new Gate(name, mailbox);
        this.prober = new Prober(this);
        this.runs = new Runs(this);
        this.keeper = new Keeper(this);
        this.resync = new Resync(this);
    }

    // ---- what was asked for

    Optional<Ledger> ledger() {
        return ledger;
    }

    /** Takes the ledger as it is, without writing it. */
    void recall(Optional<Ledger> remembered) {
        rules = remembered.map(l -> RestartRules.of(l.stack()));
        ledger = remembered;
    }

    /** Takes the ledger and writes it down; the stage ends when it is durable. What cannot be written is not taken. */
    CompletableFuture<Void> remember(Ledger changed) {
        Optional<Ledger> before = ledger;
        recall(Optional.of(changed));
        return write(() -> means.engine().remember(name, changed.text()))
                .whenCompleteAsync(
                        (done, failure) -> {
                            if (failure != null
                                    && ledger.filter(changed::equals).isPresent()) {
                                recall(before);
                            }
                        },
                        mailbox);
    }

    /** Nothing is asked for any more. */
    CompletableFuture<Void> forget() {
        recall(Optional.empty());
        return write(() -> means.engine().forget(name));
    }

    private CompletableFuture<Void> write(Runnable call) {
        written = written.handle((done, failure) -> Boolean.TRUE)
                .thenCompose(ready -> means.workers().bounded(call));
        return written;
    }

    /** As {@link #remember}, when nobody has to wait for it. */
    void rememberSoon(Function<Ledger, Ledger> change) {
        ledger.map(change).filter(changed -> !changed.equals(ledger.get())).ifPresent(changed -> {
            Background.let(remember(changed), "writing the record of " + name);
        });
    }

    /** The rule of a service of the ledger's stack. */
    RestartRule rule(String service) {
        return rules.orElseThrow().of(service);
    }

    Optional<Service> service(String service) {
        return ledger.flatMap(l -> Optional.ofNullable(l.stack().services().get(service)));
    }

    Optional<ImageFacts> image(String service) {
        return Optional.ofNullable(images.get(service));
    }

    void noteImage(String service, ImageFacts facts) {
        images.put(service, facts);
    }

    // ---- containers

    Collection<Tracked> containers() {
        return List.copyOf(tracked.values());
    }

    Optional<Tracked> container(ContainerId id) {
        return Optional.ofNullable(tracked.get(id));
    }

    /** The replicas of a service, by number; of two with one number the newer. */
    List<Tracked> replicas(String service) {
        Map<Integer, Tracked> byNumber = new TreeMap<>();
        for (Tracked container : byService.getOrDefault(service, List.of())) {
            byNumber.put(container.replica.number(), container);
        }
        return List.copyOf(byNumber.values());
    }

    Optional<Tracked> replica(Replica replica) {
        return byService.getOrDefault(replica.service(), List.of()).stream()
                .filter(t -> t.replica.equals(replica))
                .reduce((older, newer) -> newer);
    }

    Tracked track(ContainerId id, Replica replica, boolean oneOff) {
        Tracked known = tracked.get(id);
        if (known != null) {
            return known;
        }
        Tracked fresh = new Tracked(id, replica, oneOff);
        tracked.put(id, fresh);
        if (!oneOff) {
            byService.computeIfAbsent(replica.service(), s -> new ArrayList<>()).add(fresh);
        }
        return fresh;
    }

    void forget(Tracked container) {
        container.cancelAttempt();
        prober.stop(container);
        container.run++;
        tracked.remove(container.id);
        byService.computeIfPresent(container.replica.service(), (service, all) -> {
            all.remove(container);
            return all.isEmpty() ? null : all;
        });
        container.ended.complete(container.exit.orElse(io.jstack.orchestrator.ExitStatus.unknown()));
    }

    /** The picture with the health only this side knows. */
    Observed withHealth(Observed observed) {
        List<OfContainer> containers = observed.containers().stream()
                .map(c ->
                        container(c.id()).map(t -> c.withHealth(t.healthNow())).orElse(c))
                .toList();
        return new Observed(observed.project(), observed.networks(), observed.volumes(), containers);
    }

    /** Does things to one replica one after the other; {@code work} begins at once when nobody is before it. */
    <T> CompletableFuture<T> turn(String key, Supplier<CompletableFuture<T>> work) {
        CompletableFuture<?> before = turns.get(key);
        CompletableFuture<T> mine = before == null || before.isDone()
                ? start(work)
                : before.handle((value, failure) -> Boolean.TRUE).thenComposeAsync(ok -> start(work), mailbox);
        turns.put(key, mine);
        return mine;
    }

    private static <T> CompletableFuture<T> start(Supplier<CompletableFuture<T>> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    // ---- telling

    /** Something changed: pictures taken before are old, and whoever waits looks again. */
    void changed() {
        epoch++;
        waits.look();
    }

    /** Which picture is the newest. */
    long epoch() {
        return epoch;
    }

    void tell(Tracked container, String action, String cause, Map<String, String> attributes) {
        Map<String, String> all = new HashMap<>(attributes);
        all.put("name", container.replica.name());
        Instant at = means.timer().now();
        String project = name;
        means.log()
                .add(number -> new Event(
                        number,
                        at,
                        project,
                        Event.Resource.CONTAINER,
                        action,
                        Optional.of(container.replica.service()),
                        Optional.of(container.id),
                        container.replica.name(),
                        cause,
                        all));
    }

    void tell(Event.Resource resource, String subject, String action, String cause) {
        Instant at = means.timer().now();
        String project = name;
        means.log()
                .add(number -> new Event(
                        number,
                        at,
                        project,
                        resource,
                        action,
                        Optional.empty(),
                        Optional.empty(),
                        subject,
                        cause,
                        Map.of()));
    }
}
