package io.jstack.engine;

import io.jstack.orchestrator.CommandResult;
import io.jstack.orchestrator.ContainerOrder;
import io.jstack.orchestrator.Drift;
import io.jstack.orchestrator.Engine;
import io.jstack.orchestrator.EngineEvent;
import io.jstack.orchestrator.Health;
import io.jstack.orchestrator.HealthTest;
import io.jstack.orchestrator.ImageFacts;
import io.jstack.orchestrator.Observed;
import io.jstack.orchestrator.model.Lifecycle;
import io.jstack.orchestrator.model.Network;
import io.jstack.orchestrator.model.Resources;
import io.jstack.orchestrator.model.Service;
import io.jstack.orchestrator.model.Stack;
import io.jstack.orchestrator.model.Volume;
import io.jstack.values.ContainerId;
import io.jstack.values.JstackException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/** The orchestrator's port on this host: each call goes to the room that does it. */
final class HostEngine implements Engine {
    private final Rooms rooms;

    HostEngine(Rooms rooms) {
        this.rooms = rooms;
    }

    @Override
    public List<String> projects() {
        SortedSet<String> names = new TreeSet<>(rooms.projects().names());
        rooms.containers()
                .all()
                .forEach(container -> names.add(container.record().project()));
        return List.copyOf(names);
    }

    @Override
    public Observed observe(String project) {
        return rooms.observer().observe(project);
    }

    @Override
    public Subscription subscribe(Consumer<EngineEvent> listener) {
        return rooms.events().subscribe(listener);
    }

    @Override
    public Optional<String> recall(String project) {
        return rooms.projects().record(project);
    }

    @Override
    public void remember(String project, String record) {
        rooms.projects().saveRecord(project, record);
    }

    @Override
    public void forget(String project) {
        rooms.projects().remove(project);
        rooms.networks().releaseGuests(project).forEach(rooms.hosts()::write);
    }

    @Override
    public Optional<ImageFacts> image(Stack stack, Service service) {
        return rooms.images().facts(service);
    }

    @Override
    public ImageFacts ensureImage(Stack stack, Service service, ImageWhen when, Consumer<String> progress) {
        return rooms.images().ensure(stack, service, when, progress);
    }

    @Override
    public void removeImage(String reference) {
        rooms.images().remove(reference, ImageUse.of(rooms.containers()));
    }

    @Override
    public void checkPorts(Stack stack) {
        rooms.ports().check(stack);
    }

    @Override
    public List<String> ensureNetwork(Stack stack, Network network, String hash, int addresses) {
        if (rooms.networks().find(network.name()).isPresent()) {
            // what it stands on first (table, sysctls), with what hangs on it (links, published ports)
            rooms.observer().repairNetworks();
        }
        if (rooms.networks().ensure(stack, network, hash) == NetworkRoom.Names.CHANGED) {
            rooms.hosts().write(network.name());
        }
        return rooms.networks().networks().takeNews();
    }

    @Override
    public void removeNetwork(String project, String name) {
        List<String> guests = rooms.containers().all().stream()
                .map(Container::record)
                .filter(record ->
                        !record.project().equals(project) && record.networks().containsValue(name))
                .map(ContainerRecord::name)
                .toList();
        if (!guests.isEmpty()) {
            throw new JstackException(
                    EngineError.IN_USE,
                    "network %s is still used by %s of other projects".formatted(name, String.join(", ", guests)),
                    "take those down first");
        }
        rooms.lives().wiring().lock();
        try {
            rooms.networks().remove(project, name);
        } finally {
            rooms.lives().wiring().unlock();
        }
    }

    @Override
    public void ensureVolume(Stack stack, Volume volume, String hash) {
        if (!volume.external()) {
            rooms.volumes().ensure(MountsFor.definition(volume, Labels.ofVolume(stack.project(), volume.key(), hash)));
        } else if (rooms.volumes().find(volume.name()).isEmpty()) {
            throw new JstackException(
                    EngineError.EXTERNAL_MISSING,
                    "volume %s is declared external, but there is none of that name".formatted(volume.name()),
                    "jstack volume create " + volume.name());
        }
    }

    @Override
    public void removeVolume(String project, String name) {
        rooms.volumes().remove(name);
    }

    @Override
    public ContainerId createContainer(ContainerOrder order) {
        if (order.kind() instanceof ContainerOrder.Replica) {
            // a service scaled up: nothing of the network itself has changed, and so nobody has told it
            order.stack().networks().values().stream()
                    .filter(network -> rooms.networks().learn(order.stack(), network, order.service(), order.number())
                            == NetworkRoom.Names.CHANGED)
                    .forEach(network -> rooms.hosts().write(network.name()));
        }
        return rooms.lives().create(order).id();
    }

    @Override
    public void startContainer(ContainerId id, StartReason reason) {
        rooms.lives().start(rooms.containers().require(id), reason);
    }

    @Override
    public void stopContainer(ContainerId id, Duration grace) {
        rooms.containers().find(id).ifPresent(container -> rooms.lives().stop(container, grace));
    }

    @Override
    public void haltContainer(ContainerId id, Duration grace) {
        rooms.containers().find(id).ifPresent(container -> rooms.lives().halt(container, grace));
    }

    @Override
    public void killContainer(ContainerId id, String signal) {
        int number = Signals.number(signal);
        rooms.containers()
                .find(id)
                .flatMap(Container::run)
                .ifPresent(run -> run.running().kill(number));
    }

    @Override
    public void pauseContainer(ContainerId id) {
        rooms.lives().pause(rooms.containers().require(id));
    }

    @Override
    public void unpauseContainer(ContainerId id) {
        rooms.lives().unpause(rooms.containers().require(id));
    }

    @Override
    public void renameContainer(ContainerId id, String name) {
        rooms.lives().rename(rooms.containers().require(id), name);
    }

    @Override
    public void limitContainer(ContainerId id, Resources limits) {
        rooms.lives().limit(rooms.containers().require(id), limits);
    }

    @Override
    public void removeContainer(ContainerId id, AnonymousVolumes volumes) {
        rooms.containers().find(id).ifPresent(container -> rooms.lives().remove(container, volumes));
    }

    @Override
    public void repairContainer(ContainerId id, Drift drift) {
        rooms.containers().find(id).ifPresent(container -> rooms.observer().repair(container, drift));
    }

    @Override
    public void switchPorts(ContainerId from, ContainerId to) {
        rooms.lives()
                .switchPorts(
                        rooms.containers().require(from), rooms.containers().require(to));
    }

    @Override
    public CommandResult probe(ContainerId id, HealthTest test, Duration timeout) {
        return rooms.inside().probe(rooms.containers().require(id), test, timeout);
    }

    @Override
    public CommandResult runHook(ContainerId id, Lifecycle.Hook hook) {
        Container container = rooms.containers().require(id);
        return hook.image().isPresent() || !container.isAlive()
                ? rooms.hooks().run(container, hook)
                : rooms.inside().hook(container, hook);
    }

    @Override
    public void noteHealth(ContainerId id, Health health) {
        rooms.containers().find(id).ifPresent(container -> rooms.lives().note(container, health));
    }
}
