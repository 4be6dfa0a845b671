package io.jstack.engine;

import io.jstack.networking.Endpoint;
import io.jstack.networking.NetworkDrift;
import io.jstack.networking.NetworkPicture;
import io.jstack.orchestrator.Drift;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What of the running containers and their networks is no longer as it was made, and how it is put right in place. */
final class Drifts {
    private final Containers containers;
    private final NetworkRoom networks;
    private final Lives lives;
    private final List<Concern> concerns;

    Drifts(
            Containers containers,
            ContainerFiles files,
            NetworkRoom networks,
            LogRoom logs,
            HostsFiles hosts,
            ApiSockets api,
            Lives lives,
            Touches touches) {
        this.containers = containers;
        this.networks = networks;
        this.lives = lives;
        this.concerns = List.of(
                new OwnFiles(files),
                new Namespaces(containers),
                new MountSources(),
                new WrittenContents(files),
                new NameFiles(files, networks, hosts),
                new GroupLimits(files, touches),
                new Holding(logs, api, lives));
    }

    /** One look at the kernel, for all projects. */
    final class Picture {
        private final Map<String, List<NetworkDrift>> bySubject;

        private Picture(List<NetworkDrift> drifts) {
            bySubject = new TreeMap<>();
            drifts.forEach(drift -> bySubject
                    .computeIfAbsent(drift.subject(), subject -> new ArrayList<>())
                    .add(drift));
        }

        List<Drift> ofNetwork(String name) {
            List<Drift> found = new ArrayList<>(drifts(name));
            // what belongs to no one network is shown with each, and repaired with the first
            bySubject.forEach((subject, drifts) -> {
                if (networks.find(subject).isEmpty() && !isContainer(subject)) {
                    found.addAll(drifts(subject));
                }
            });
            return found;
        }

        List<Drift> ofContainer(Container container) {
            List<Drift> found = new ArrayList<>(drifts(container.id().value()));
            container.run().ifPresent(run -> concerns.forEach(concern -> found.addAll(concern.look(container, run))));
            return found;
        }

        private List<Drift> drifts(String subject) {
            return bySubject.getOrDefault(subject, List.of()).stream()
                    .map(drift -> new Drift(kind(drift.kind()), drift.sentence(), Drift.Repair.IN_PLACE))
                    .toList();
        }

        private boolean isContainer(String subject) {
            return subject.length() == 64;
        }
    }

    Picture look() {
        lives.stillness().lock();
        try {
            return new Picture(networks.networks().observe(wanted()));
        } finally {
            lives.stillness().unlock();
        }
    }

    /** All that should be true of the networks. */
    NetworkPicture wanted() {
        List<NetworkPicture.Attached> attached = new ArrayList<>();
        List<io.jstack.networking.Publication> publications = new ArrayList<>();
        for (Container container : containers.all()) {
            // also one that has just ended: its network waits for the restart
            container.run().ifPresent(run -> {
                Path namespace = run.running()
                        .networkNamespace()
                        .map(fd -> Path.of("/proc/self/fd/" + fd.number()))
                        .orElse(Path.of("/proc/self/ns/net"));
                run.endpoints().forEach(endpoint -> attached.add(new NetworkPicture.Attached(endpoint, namespace)));
                if (!run.endpoints().isEmpty()) {
                    publications.addAll(PortRoom.publications(
                            run.ports(),
                            Endpoint.publishing(run.endpoints())
                                    .orElseThrow()
                                    .spec()
                                    .address()));
                }
            });
        }
        return new NetworkPicture(networks.states(), attached, publications);
    }

    /** Puts right whatever of the networks went astray. */
    void repairNetworks() {
        lives.stillness().lock();
        try {
            networks.networks().repair(wanted());
        } finally {
            lives.stillness().unlock();
        }
    }

    void repair(Container container, Drift drift) {
        Optional<Concern> concern =
                concerns.stream().filter(c -> c.owns(drift.kind())).findFirst();
        Optional<Run> run = container.run().filter(r -> container.isAlive());
        if (concern.isEmpty()) {
            repairNetworks();
        } else if (run.isPresent()) {
            concern.get().repair(container, run.get(), drift);
        }
    }

    private static Drift.Kind kind(NetworkDrift.Kind kind) {
        return switch (kind) {
            case BRIDGE_MISSING, BRIDGE_DOWN -> Drift.Kind.BRIDGE_GONE;
            case BRIDGE_ADDRESS_MISSING -> Drift.Kind.ADDRESS_CHANGED;
            case ENDPOINT_MISSING, ENDPOINT_DOWN -> Drift.Kind.LINK_GONE;
            case TABLE_MISSING, TABLE_CHANGED, FORWARDING_OFF, SYSCTL_CHANGED, DOCKER_USER_RULE_MISSING ->
                Drift.Kind.RULES_GONE;
            case PORT_MISSING -> Drift.Kind.PORT_GONE;
        };
    }
}
