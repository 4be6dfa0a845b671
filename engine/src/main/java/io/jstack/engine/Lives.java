package io.jstack.engine;

import io.jstack.orchestrator.ContainerOrder;
import io.jstack.orchestrator.Engine.AnonymousVolumes;
import io.jstack.orchestrator.Engine.StartReason;
import io.jstack.orchestrator.EngineEvent;
import io.jstack.orchestrator.ExitStatus;
import io.jstack.orchestrator.Health;
import io.jstack.orchestrator.Observed;
import io.jstack.orchestrator.model.Resources;
import io.jstack.values.JstackException;
import io.jstack.volumes.MountRequest;
import io.jstack.volumes.Volumes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** A container's life, from its creation to its removal. */
final class Lives {
    private static final System.Logger LOG = System.getLogger("engine");

    /** How long an ended container keeps its network for a restart; then it is given up. */
    private static final Duration LINGER = Duration.ofSeconds(2);

    private static final int SIGKILL = 9;

    private final Containers containers;
    private final ContainerFiles files;
    private final CreateContainer creating;
    private final StartContainer starting;
    private final NetworkRoom networks;
    private final ImageRoom images;
    private final LogRoom logs;
    private final HostsFiles hosts;
    private final Volumes volumes;
    private final Events events;
    private final LastSpecs specs;
    private final ScheduledExecutorService later;
    private final Afterwards afterwards;

    /**
     * Shared by starts and ends, which change the packet filter a moment before or after their container's state; taken alone by who
     * compares the two. Fair, so that a long {@code up} does not keep the comparison away.
     */
    private final ReadWriteLock wiring = new ReentrantReadWriteLock(true);

    Lives(
            Containers containers,
            ContainerFiles files,
            CreateContainer creating,
            StartContainer starting,
            NetworkRoom networks,
            ImageRoom images,
            LogRoom logs,
            HostsFiles hosts,
            Volumes volumes,
            Events events,
            LastSpecs specs,
            ScheduledExecutorService later) {
        this.containers = containers;
        this.files = files;
        this.creating = creating;
        this.starting = starting;
        this.networks = networks;
        this.images = images;
        this.logs = logs;
        this.hosts = hosts;
        this.volumes = volumes;
        this.events = events;
        this.specs = specs;
        this.later = later;
        this.afterwards = new Afterwards(later);
    }

    Container create(ContainerOrder order) {
        return creating.create(order);
    }

    void start(Container container, StartReason reason) {
        if (container.isAlive()) {
            return;
        }
        if (containers.livingSibling(container.record()).isEmpty()) {
            lead(container); // an update was cut short: from now on the names mean this one
        }
        int restarts = reason == StartReason.ASKED ? 0 : container.phase().restarts() + 1;
        Run run;
        Lock copies = container.withoutCopies();
        wiring.readLock().lock();
        try {
            run = starting.start(container, restarts);
            container.begin(run, restarts);
        } finally {
            wiring.readLock().unlock();
            copies.unlock();
        }
        savePorts(container, run);
        files.forgetExit(container.id());
        watch(container, run);
        afterwards.changed();
    }

    /** From now on the run's end is seen. */
    void watch(Container container, Run run) {
        CompletableFuture<?> unused = run.running().exited().whenComplete((status, error) -> {
            if (status != null) {
                ended(container, run, ExitStatuses.of(status));
            }
        });
    }

    private void ended(Container container, Run run, ExitStatus status) {
        Instant at = Instant.now();
        if (!container.end(run, at, status)) {
            return;
        }
        events.publish(new EngineEvent.Exited(container.record().project(), container.id(), status));
        saveExit(container, status, at);
        linger(container, run);
    }

    /** An engine before this one saw it end, and noted how. */
    void endedBefore(Container container, Run run, Instant at, ExitStatus status) {
        if (container.end(run, at, status)) {
            linger(container, run);
        }
    }

    private void linger(Container container, Run run) {
        afterwards.changed();
        Future<?> unused = later.schedule(
                () -> {
                    if (Namespaces.sharers(containers, container).isEmpty()) {
                        giveUp(container, run);
                    }
                },
                LINGER.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** It ended while no engine ran, and nobody can say how. */
    void endedUnseen(Container container) {
        Instant at = Instant.now();
        container.gone(at);
        saveExit(container, ExitStatus.unknown(), at);
        events.publish(new EngineEvent.Exited(container.record().project(), container.id(), ExitStatus.unknown()));
    }

    /** Only an engine that starts anew reads it: on a full disk that one will not know the code, and nothing else depends on it. */
    private void saveExit(Container container, ExitStatus status, Instant at) {
        try {
            files.saveExit(container.id(), status, at);
        } catch (JstackException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "exit not written  container=%s cause=\"%s\""
                            .formatted(container.record().name(), e.getMessage()));
        }
    }

    private void giveUp(Container container, Run run) {
        wiring.readLock().lock();
        try {
            synchronized (container) {
                if (container
                                .run()
                                .filter(present -> present.running() == run.running())
                                .isEmpty()
                        || container.isAlive()) {
                    return;
                }
                container.giveUpRun();
            }
            starting.release(run);
        } catch (RuntimeException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "ended container not cleared  name=" + container.record().name(),
                    e);
        } finally {
            wiring.readLock().unlock();
        }
    }

    /** Held while the networks are compared with what containers should have: nothing is half connected then. */
    Lock stillness() {
        return wiring.writeLock();
    }

    /** Held while a network comes or goes: a comparison sees it whole or not at all. */
    Lock wiring() {
        return wiring.readLock();
    }

    /** Ends the process and lets go of all it held. */
    void stop(Container container, Duration grace) {
        container.run().ifPresent(run -> {
            end(container, run, grace);
            settle(container, run);
        });
    }

    /** Ends the process; what it held is kept for a moment, as after an end of its own. */
    void halt(Container container, Duration grace) {
        container.run().ifPresent(run -> {
            end(container, run, grace);
            ended(container, run, ExitStatuses.of(run.running().exited().join()));
        });
    }

    private void end(Container container, Run run, Duration grace) {
        if (container.phase().state() == Observed.State.PAUSED) {
            unpause(container);
        }
        if (container.isAlive()) {
            run.running().kill(stopSignal(container));
            if (!awaitEnd(run, grace)) {
                run.running().killAll();
                run.running().kill(SIGKILL);
                run.running().exited().join();
            }
        }
    }

    /** The exit is noted and nothing of the run is held any more. */
    private void settle(Container container, Run run) {
        ended(container, run, ExitStatuses.of(run.running().exited().join()));
        giveUp(container, run);
        files.forgetRunRecord(container.id());
    }

    private int stopSignal(Container container) {
        return images.find(container.record().imageId())
                .map(image -> new SpecFor(container.record(), image.config().container()).stopSignal())
                .orElse(Signals.number("TERM"));
    }

    private static boolean awaitEnd(Run run, Duration grace) {
        try {
            run.running().exited().get(grace.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            // whoever asked has gone away: the rest of the stop is not waited for, but done
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | CancellationException e) {
            throw new IllegalStateException("no exit status", e);
        }
    }

    void rename(Container container, String name) {
        ContainerRecord before = container.record();
        containers.rename(container, before.named(name));
        files.save(container.record());
        for (String network : before.networks().values()) {
            networks.find(network)
                    .ifPresent(found ->
                            networks.rename(network, Endpoints.replica(before, found.spec()), before.name(), name));
            hosts.write(network);
        }
    }

    /** From now on, and for every later start. */
    void limit(Container container, Resources limits) {
        ContainerRecord record = container.record();
        ContainerRecord changed = record.of(record.service()
                .amended(
                        record.service().containerName(),
                        limits,
                        record.service().lifecycle()));
        container.run().filter(run -> container.isAlive()).ifPresent(run -> {
            var now = ResourcesFor.of(limits, run.inside().limits().devices());
            run.running().limit(now);
            container.replaceRun(run, run.limited(now));
        });
        container.record(changed);
        files.save(changed);
    }

    void pause(Container container) {
        Run run = running(container);
        if (container.phase().state() == Observed.State.RUNNING) {
            run.running().pause();
            container.note(Observed.State.PAUSED);
            saveRun(container, run);
        }
    }

    void unpause(Container container) {
        Run run = running(container);
        if (container.phase().state() == Observed.State.PAUSED) {
            run.running().unpause();
            container.note(Observed.State.RUNNING);
            saveRun(container, run);
        }
    }

    void remove(Container container, AnonymousVolumes anonymous) {
        stop(container, Duration.ZERO);
        Lock copies = container.withoutCopies();
        try {
            containers.remove(container);
            logs.forget(container.id());
            specs.forget(container.id());
            files.remove(container.id());
        } finally {
            copies.unlock();
        }
        creating.stepBack(container.record());
        if (container.record().isOneOff()) {
            container
                    .record()
                    .networks()
                    .values()
                    .forEach(network -> networks.find(network)
                            .ifPresent(found ->
                                    networks.release(network, Endpoints.replica(container.record(), found.spec()))));
        }
        if (anonymous == AnonymousVolumes.REMOVE) {
            volumes.removeUnused(container.record().mounts().stream()
                    .filter(mount -> mount.kind() == MountRequest.Kind.ANONYMOUS)
                    .toList());
        }
    }

    void note(Container container, Health health) {
        if (container.phase().health() != health) {
            container.note(health);
            container.run().ifPresent(run -> saveRun(container, run));
        }
    }

    /** Leads the host ports of {@code from} to {@code to}, which holds them from now on, and makes the names mean it. */
    void switchPorts(Container from, Container to) {
        Run fresh = running(to);
        // its address stays its own while it ends, whatever its replica's first will be
        pin(from);
        wiring.readLock().lock();
        try {
            if (fresh.ports().isEmpty() && !fresh.endpoints().isEmpty()) {
                Optional<Run> old = from.run();
                Run now = starting.takeOver(
                        to.record(), fresh, old.map(Run::ports).orElse(List.of()));
                to.replaceRun(fresh, now);
                old.ifPresent(run -> from.replaceRun(run, run.publishing(List.of())));
            }
        } finally {
            wiring.readLock().unlock();
        }
        to.run().ifPresent(run -> {
            savePorts(to, run);
            saveRun(to, run);
        });
        from.run().filter(run -> from.isAlive()).ifPresent(run -> saveRun(from, run));
        lead(to);
    }

    private void pin(Container container) {
        ContainerRecord pinned = container.record().at(new Endpoints(networks).held(container.record()));
        container.record(pinned);
        files.save(pinned);
    }

    /** The names of its replica mean this container; who has them in a hosts file gets a new one. */
    private void lead(Container container) {
        new Endpoints(networks).lead(container.record()).forEach(hosts::write);
    }

    private void savePorts(Container container, Run run) {
        if (!run.ports().isEmpty()
                && !PortRoom.shown(run.ports()).equals(container.record().ports())) {
            container.record(container.record().publishing(PortRoom.shown(run.ports())));
            files.save(container.record());
        }
    }

    void saveRun(Container container, Run run) {
        files.saveRun(container.id(), RunRecord.of(container, run));
    }

    private static Run running(Container container) {
        return container
                .run()
                .filter(run -> container.isAlive())
                .orElseThrow(() -> new JstackException(
                        EngineError.CONTAINER_NOT_RUNNING,
                        "container %s is not running"
                                .formatted(container.record().name()),
                        "jstack start"));
    }
}
