package io.jstack.engine;

import io.jstack.networking.Endpoint;
import io.jstack.orchestrator.ExitStatus;
import io.jstack.orchestrator.Observed;
import io.jstack.runtime.ContainerRuntime;
import io.jstack.runtime.RunningContainer;
import io.jstack.values.JstackException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the containers that an earlier engine left: those that still run are taken over as they are. */
final class Adoption {
    private static final System.Logger LOG = System.getLogger("engine");

    private final ContainerRuntime runtime;
    private final Containers containers;
    private final ContainerFiles files;
    private final NetworkRoom networks;
    private final PortRoom ports;
    private final StartContainer starting;
    private final LogRoom logs;
    private final ApiSockets api;
    private final Lives lives;

    Adoption(
            ContainerRuntime runtime,
            Containers containers,
            ContainerFiles files,
            NetworkRoom networks,
            PortRoom ports,
            StartContainer starting,
            LogRoom logs,
            ApiSockets api,
            Lives lives) {
        this.runtime = runtime;
        this.containers = containers;
        this.files = files;
        this.networks = networks;
        this.ports = ports;
        this.starting = starting;
        this.logs = logs;
        this.api = api;
        this.lives = lives;
    }

    /** How many run. */
    int adoptAll() {
        for (ContainerRecord record : files.all()) {
            Container.Phase phase = files.exit(record.id())
                    .map(exit -> new Container.Phase(
                            Observed.State.EXITED,
                            io.jstack.orchestrator.Health.NONE,
                            0,
                            Optional.empty(),
                            files.exitTime(record.id()),
                            Optional.of(exit)))
                    .orElse(Container.Phase.CREATED);
            containers.add(new Container(record, phase));
        }
        int running = 0;
        for (Container container : containers.all()) {
            Optional<RunRecord> run = files.runRecord(container.id());
            if (run.isPresent()) {
                adopt(container, run.get());
                running += container.isAlive() ? 1 : 0;
            } else if (container.phase().exit().isEmpty() && files.wasStarted(container.id())) {
                // it ran when the host went down
                lives.endedUnseen(container);
            }
        }
        return running;
    }

    private void adopt(Container container, RunRecord known) {
        RunningContainer running;
        try {
            running = runtime.adopt(known.handle());
        } catch (JstackException e) {
            // neither the process nor its holder is left: nobody saw how it ended
            LOG.log(
                    System.Logger.Level.WARNING,
                    "container gone while no engine ran  name=%s cause=\"%s\""
                            .formatted(container.record().name(), e.getMessage()));
            lives.endedUnseen(container);
            files.forgetRunRecord(container.id());
            return;
        }
        List<Endpoint> endpoints = new ArrayList<>();
        new Endpoints(networks)
                .of(container.record())
                .forEach(spec -> endpoints.add(networks.networks().endpoint(spec)));
        Run bare = new Run(running, known.started(), endpoints, List.of(), starting.inherited(container.record()));
        Run run = bare.publishing(ports.fetch(container.record(), bare, known.ports()));
        container.begin(run, known.restarts());
        container.note(known.health());
        if (known.paused()) {
            container.note(Observed.State.PAUSED);
        }
        logs.adopt(container, running);
        api.fetch(container.record(), running);
        Optional<Instant> noted = files.exitTime(container.id()).filter(at -> !at.isBefore(known.started()));
        Optional<ExitStatus> exit = files.exit(container.id());
        if (noted.isPresent() && exit.isPresent()) {
            lives.endedBefore(container, run, noted.get(), exit.get());
        } else {
            lives.watch(container, run);
        }
    }
}
