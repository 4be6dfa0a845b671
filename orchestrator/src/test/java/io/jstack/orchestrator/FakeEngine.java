package io.jstack.orchestrator;

import io.jstack.orchestrator.Observed.Publish;
import io.jstack.orchestrator.Observed.State;
import io.jstack.orchestrator.model.Lifecycle;
import io.jstack.orchestrator.model.Network;
import io.jstack.orchestrator.model.Resources;
import io.jstack.orchestrator.model.Service;
import io.jstack.orchestrator.model.Stack;
import io.jstack.orchestrator.model.Volume;
import io.jstack.values.ContainerId;
import io.jstack.values.JstackException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A host in memory: keeps what it is told, says what it has, fails where the test says so, and lets processes end by the test's hand.
 * Every call is written down as one line.
 */
public final class FakeEngine implements Engine {
    private final Supplier<Instant> clock;
    private final Map<ContainerId, FakeContainer> boxes = new LinkedHashMap<>();
    private final TreeMap<String, Observed.OfNetwork> networks = new TreeMap<>();
    private final TreeMap<String, Observed.OfVolume> volumes = new TreeMap<>();
    private final Map<String, String> owners = new HashMap<>();
    private final Map<String, String> records = new TreeMap<>();
    private final Map<String, ImageFacts> images = new HashMap<>();
    private final Map<String, RuntimeException> failures = new HashMap<>();
    private final List<Consumer<EngineEvent>> listeners = new ArrayList<>();
    private final Set<String> dyingSlowly = new HashSet<>();
    private final List<String> calls = new ArrayList<>();
    private Function<String, CommandResult> probes = service -> new CommandResult(0, "", false);
    private Function<String, Optional<ExitStatus>> endsAtOnce = service -> Optional.empty();
    private int ids;
    private int looks;
    private boolean undone;

    public FakeEngine(Supplier<Instant> clock) {
        this.clock = clock;
    }

    // ---- the test's hand

    /** What was called since the last time somebody asked. */
    public synchronized List<String> calls() {
        List<String> copy = List.copyOf(calls);
        calls.clear();
        return copy;
    }

    /** From now on the call of that line fails, as in {@code start web-1}. */
    public synchronized void failing(String call, RuntimeException failure) {
        failures.put(call, failure);
    }

    public synchronized void failing(String call) {
        failing(call, new JstackException(ControlError.ACTION_FAILED, call + " failed on purpose", ""));
    }

    /** From now on somebody undoes every repair in place. */
    public synchronized void undoingRepairs() {
        undone = true;
    }

    public synchronized void working(String call) {
        failures.remove(call);
    }

    /** What probes answer, by service. */
    public synchronized void probesAnswer(Function<String, CommandResult> answers) {
        probes = answers;
    }

    /** Which services end as soon as they were started, and how; told before the start has returned. */
    public synchronized void endsAtOnce(Function<String, Optional<ExitStatus>> how) {
        endsAtOnce = how;
    }

    /** An image under that reference, with that id. */
    public synchronized void image(String reference, String id) {
        images.put(reference, new ImageFacts(id, Optional.empty()));
    }

    /** The process of that replica (as {@code web-1}) ends. */
    public synchronized void end(String replica, ExitStatus status) {
        FakeContainer box = box(replica);
        if (box.state == State.RUNNING || box.state == State.PAUSED) {
            ended(box, status);
        }
    }

    /** It ends, and nobody is told. */
    public synchronized void endUnseen(String replica, ExitStatus status) {
        List<Consumer<EngineEvent>> kept = List.copyOf(listeners);
        listeners.clear();
        end(replica, status);
        listeners.addAll(kept);
    }

    /** It is removed behind everybody's back. */
    public synchronized void vanish(String replica) {
        boxes.remove(box(replica).id);
    }

    /** Its files are gone. */
    public synchronized void die(String replica) {
        box(replica).state = State.DEAD;
    }

    public synchronized void drift(String replica, Drift drift) {
        box(replica).drifts.add(drift);
    }

    public synchronized void driftOfNetwork(String name, Drift drift) {
        networks.computeIfPresent(name, (n, was) -> new Observed.OfNetwork(name, was.hash(), List.of(drift)));
    }

    public synchronized void losesNetwork(String name) {
        networks.remove(name);
    }

    /** The host is started anew: files stay, nothing runs, and how things ended nobody knows. */
    public synchronized void reboot() {
        listeners.clear();
        boxes.values().forEach(box -> {
            if (box.state == State.RUNNING || box.state == State.PAUSED) {
                box.state = State.EXITED;
                box.exit = Optional.of(ExitStatus.unknown());
            }
        });
    }

    /** Nobody listens any more, as when the engine's process was killed. */
    public synchronized void loseListeners() {
        listeners.clear();
    }

    /** Something of the host changed, and nobody says what. */
    public synchronized void hint() {
        List.copyOf(listeners).forEach(l -> l.accept(new EngineEvent.LookAgain(Optional.empty(), "network changed")));
    }

    /** How often somebody looked. */
    public synchronized int looks() {
        return looks;
    }

    /** Running replicas and one-offs, by their short names, sorted. */
    public synchronized List<String> running() {
        return boxes.values().stream()
                .filter(b -> b.state == State.RUNNING)
                .map(FakeContainer::toString)
                .sorted()
                .toList();
    }

    /** All containers. */
    public synchronized List<String> all() {
        return boxes.values().stream().map(FakeContainer::toString).sorted().toList();
    }

    public synchronized ContainerId id(String replica) {
        return box(replica).id;
    }

    public synchronized Optional<String> record(String project) {
        return Optional.ofNullable(records.get(project));
    }

    private FakeContainer box(String replica) {
        return boxes.values().stream()
                .filter(b -> b.toString().equals(replica))
                .reduce((a, b) -> b)
                .orElseThrow(() -> new AssertionError("no container " + replica + " among " + all()));
    }

    private void call(String line) {
        calls.add(line);
        RuntimeException failure = failures.get(line);
        if (failure != null) {
            throw failure;
        }
    }

    /** Its process does not end with a signal, but when {@link #end} says so. */
    public synchronized void diesSlowly(String name) {
        dyingSlowly.add(name);
    }

    private void ended(FakeContainer box, ExitStatus status) {
        box.state = State.EXITED;
        box.exit = Optional.of(status);
        box.finished = Optional.of(clock.get());
        List.copyOf(listeners)
                .forEach(l -> l.accept(new EngineEvent.Exited(box.order.stack().project(), box.id, status)));
    }

    // ---- the engine

    @Override
    public synchronized List<String> projects() {
        TreeMap<String, String> all = new TreeMap<>(records);
        boxes.values().forEach(b -> all.put(b.order.stack().project(), ""));
        return List.copyOf(all.keySet());
    }

    @Override
    public synchronized Observed observe(String project) {
        looks++;
        TreeMap<String, Observed.OfNetwork> theirNetworks = new TreeMap<>(networks);
        theirNetworks.keySet().removeIf(n -> !project.equals(owners.get(n)));
        TreeMap<String, Observed.OfVolume> theirVolumes = new TreeMap<>(volumes);
        theirVolumes.keySet().removeIf(n -> !project.equals(owners.get(n)));
        return new Observed(
                project,
                theirNetworks,
                theirVolumes,
                boxes.values().stream()
                        .filter(b -> b.order.stack().project().equals(project))
                        .map(FakeContainer::show)
                        .toList());
    }

    @Override
    public synchronized Subscription subscribe(Consumer<EngineEvent> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public synchronized Optional<String> recall(String project) {
        return Optional.ofNullable(records.get(project));
    }

    @Override
    public synchronized void remember(String project, String record) {
        call("remember " + project);
        records.put(project, record);
    }

    @Override
    public synchronized void forget(String project) {
        call("forget " + project);
        records.remove(project);
    }

    @Override
    public synchronized Optional<ImageFacts> image(Stack stack, Service service) {
        return Optional.ofNullable(images.get(service.image().reference()));
    }

    @Override
    public synchronized ImageFacts ensureImage(
            Stack stack, Service service, ImageWhen when, Consumer<String> progress) {
        String reference = service.image().reference();
        call("image " + reference);
        return images.computeIfAbsent(reference, r -> new ImageFacts("sha256:" + r, Optional.empty()));
    }

    @Override
    public synchronized void removeImage(String reference) {
        call("remove image " + reference);
        images.remove(reference);
    }

    @Override
    public synchronized void checkPorts(Stack stack) {
        call("check ports");
    }

    @Override
    public synchronized List<String> ensureNetwork(Stack stack, Network network, String hash, int addresses) {
        call("network " + network.name());
        networks.put(network.name(), new Observed.OfNetwork(network.name(), Optional.of(hash), List.of()));
        owners.put(network.name(), stack.project());
        return List.of();
    }

    @Override
    public synchronized void removeNetwork(String project, String name) {
        call("remove network " + name);
        boolean used = boxes.values().stream()
                .anyMatch(b -> b.state == State.RUNNING && b.show().addresses().containsKey(name));
        if (used) {
            throw new AssertionError("network " + name + " is removed while containers run in it");
        }
        networks.remove(name);
    }

    @Override
    public synchronized void ensureVolume(Stack stack, Volume volume, String hash) {
        call("volume " + volume.name());
        volumes.putIfAbsent(volume.name(), new Observed.OfVolume(volume.name(), Optional.of(hash), List.of()));
        owners.put(volume.name(), stack.project());
    }

    @Override
    public synchronized void removeVolume(String project, String name) {
        call("remove volume " + name);
        volumes.remove(name);
    }

    @Override
    public synchronized ContainerId createContainer(ContainerOrder order) {
        String name = FakeContainer.name(order);
        call("create " + name);
        for (var attachment : order.service().connectivity().attachments()) {
            Network network = order.stack().networks().get(attachment.network());
            if (network != null && !networks.containsKey(network.name())) {
                throw new AssertionError(name + " is created before its network " + network.name());
            }
        }
        for (FakeContainer box : boxes.values()) {
            boolean predecessor =
                    order.predecessor().filter(p -> p.equals(box.id)).isPresent();
            if (box.order.name().equals(order.name()) && !predecessor) {
                if (box.order.hash().equals(order.hash())) {
                    return box.id;
                }
                throw new AssertionError("two containers would be called " + order.name());
            }
        }
        ContainerId id = new ContainerId(String.format("%064x", ++ids));
        boxes.put(id, new FakeContainer(order, id, clock.get()));
        return id;
    }

    @Override
    public synchronized void startContainer(ContainerId id, StartReason reason) {
        FakeContainer box = existing(id);
        call("start " + box);
        if (box.state == State.RUNNING) {
            return;
        }
        if (box.state == State.DEAD) {
            throw new JstackException(ControlError.ACTION_FAILED, box + " has no files any more", "");
        }
        boolean beside = besides(box);
        boolean taken = !beside
                && boxes.values().stream()
                        .anyMatch(
                                b -> b.state == State.RUNNING && b.order.name().equals(box.order.name()));
        if (taken) {
            throw new AssertionError("two containers called " + box.order.name() + " would run");
        }
        for (Publish publish : beside ? List.<Publish>of() : box.publishes()) {
            boxes.values().stream()
                    .filter(b -> b.state == State.RUNNING && b.publishes().contains(publish))
                    .findFirst()
                    .ifPresent(b -> {
                        throw new AssertionError(b + " still holds the port " + publish);
                    });
        }
        box.fixedAddresses()
                .forEach(address -> boxes.values().stream()
                        .filter(b ->
                                b.state == State.RUNNING && b.fixedAddresses().contains(address))
                        .findFirst()
                        .ifPresent(b -> {
                            throw new AssertionError(b + " still holds the address " + address);
                        }));
        box.drifts.removeIf(drift -> drift.repair() == Drift.Repair.RESTART);
        box.restarts = reason == StartReason.RESTART ? box.restarts + 1 : 0;
        box.state = State.RUNNING;
        box.started = Optional.of(clock.get());
        box.exit = Optional.empty();
        box.health = Health.NONE;
        endsAtOnce.apply(box.order.service().name()).ifPresent(status -> ended(box, status));
    }

    @Override
    public synchronized void stopContainer(ContainerId id, Duration grace) {
        FakeContainer box = boxes.get(id);
        if (box == null) {
            return;
        }
        call("stop " + box);
        if (box.state == State.RUNNING || box.state == State.PAUSED) {
            ended(box, new ExitStatus(OptionalInt.of(143), Optional.of("SIGTERM"), false));
        }
    }

    @Override
    public synchronized void haltContainer(ContainerId id, Duration grace) {
        stopContainer(id, grace);
    }

    @Override
    public synchronized void killContainer(ContainerId id, String signal) {
        FakeContainer box = existing(id);
        call("kill " + box + " " + signal);
        if (signal.contains("KILL") && box.state == State.RUNNING && !dyingSlowly.contains(box.toString())) {
            ended(box, new ExitStatus(OptionalInt.of(137), Optional.of("SIGKILL"), false));
        }
    }

    @Override
    public synchronized void pauseContainer(ContainerId id) {
        call("pause " + existing(id));
        existing(id).state = State.PAUSED;
    }

    @Override
    public synchronized void unpauseContainer(ContainerId id) {
        call("unpause " + existing(id));
        existing(id).state = State.RUNNING;
    }

    @Override
    public synchronized void renameContainer(ContainerId id, String name) {
        call("rename " + existing(id) + " " + name);
    }

    @Override
    public synchronized void limitContainer(ContainerId id, Resources limits) {
        call("limit " + existing(id));
    }

    @Override
    public synchronized void removeContainer(ContainerId id, AnonymousVolumes anonymousVolumes) {
        FakeContainer box = boxes.get(id);
        if (box != null) {
            call("remove " + box);
            if (box.state == State.RUNNING) {
                ended(box, new ExitStatus(OptionalInt.of(137), Optional.of("SIGKILL"), false));
            }
            boxes.remove(id);
        }
    }

    @Override
    public synchronized void repairContainer(ContainerId id, Drift drift) {
        FakeContainer box = existing(id);
        call("repair " + box + " " + drift.kind());
        if (!undone) {
            box.drifts.remove(drift);
        }
    }

    @Override
    public synchronized void switchPorts(ContainerId from, ContainerId to) {
        call("switch ports of " + existing(to));
        if (existing(to).state != State.RUNNING) {
            throw new AssertionError(existing(to) + " gets the ports and does not run");
        }
    }

    @Override
    public synchronized CommandResult probe(ContainerId id, HealthTest test, Duration timeout) {
        FakeContainer box = existing(id);
        call("probe " + box);
        return probes.apply(box.order.service().name());
    }

    @Override
    public synchronized CommandResult runHook(ContainerId id, Lifecycle.Hook hook) {
        call("hook " + existing(id));
        return new CommandResult(0, "", false);
    }

    @Override
    public synchronized void noteHealth(ContainerId id, Health health) {
        FakeContainer box = boxes.get(id);
        if (box != null) {
            box.health = health;
        }
    }

    /** Whether it runs beside its predecessor: without its ports, until they are switched. */
    private boolean besides(FakeContainer box) {
        return boxes.values().stream()
                .anyMatch(other -> other.state == State.RUNNING && (box.follows(other) || other.follows(box)));
    }

    private FakeContainer existing(ContainerId id) {
        FakeContainer box = boxes.get(id);
        if (box == null) {
            throw new JstackException(ControlError.CONTAINER_UNKNOWN, "no container " + id.shortId(), "");
        }
        return box;
    }
}
