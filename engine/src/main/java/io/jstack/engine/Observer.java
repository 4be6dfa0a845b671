package io.jstack.engine;

import io.jstack.orchestrator.Drift;
import io.jstack.orchestrator.Observed;
import io.jstack.volumes.Volume;
import io.jstack.volumes.Volumes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Looks at one project: what its records say, and what the kernel says of that. */
final class Observer {
    private final Containers containers;
    private final ContainerFiles files;
    private final NetworkRoom networks;
    private final Volumes volumes;
    private final ImageRoom images;
    private final Drifts drifts;

    Observer(
            Containers containers,
            ContainerFiles files,
            NetworkRoom networks,
            Volumes volumes,
            ImageRoom images,
            Drifts drifts) {
        this.containers = containers;
        this.files = files;
        this.networks = networks;
        this.volumes = volumes;
        this.images = images;
        this.drifts = drifts;
    }

    Observed observe(String project) {
        List<Container> own = containers.of(project);
        Drifts.Picture picture = drifts.look();
        Map<String, Observed.OfNetwork> networksSeen = new LinkedHashMap<>();
        for (NetworkRecord record : networks.of(project)) {
            String name = record.spec().name();
            networksSeen.put(name, new Observed.OfNetwork(name, Optional.of(record.hash()), picture.ofNetwork(name)));
        }
        own.stream()
                .flatMap(container -> container.record().networks().values().stream())
                .filter(name -> !networksSeen.containsKey(name))
                .distinct()
                .forEach(name -> networks.find(name)
                        .ifPresent(record -> networksSeen.put(
                                name, new Observed.OfNetwork(name, Optional.empty(), picture.ofNetwork(name)))));
        List<Observed.OfContainer> seen = new ArrayList<>();
        own.forEach(container -> seen.add(look(container, picture)));
        return new Observed(project, networksSeen, volumes(project), seen);
    }

    void repairNetworks() {
        drifts.repairNetworks();
    }

    void repair(Container container, Drift drift) {
        drifts.repair(container, drift);
    }

    private Map<String, Observed.OfVolume> volumes(String project) {
        Map<String, Observed.OfVolume> seen = new LinkedHashMap<>();
        for (Volume volume : volumes.list()) {
            Map<String, String> labels = volume.definition().labels();
            // an anonymous volume belongs to its container, and to the project when that is gone
            boolean own =
                    project.equals(labels.get(Labels.PROJECT)) && !(volume.isAnonymous() && isUsed(volume.name()));
            if (own || external(project, volume)) {
                List<Drift> lost = volume.condition() == Volume.Condition.DATA_MISSING
                        ? List.of(new Drift(
                                Drift.Kind.VOLUME_GONE,
                                "the data of volume %s is gone".formatted(volume.name()),
                                Drift.Repair.ASK))
                        : List.of();
                seen.put(
                        volume.name(),
                        new Observed.OfVolume(
                                volume.name(),
                                own ? Optional.of(labels.getOrDefault(Labels.HASH, "")) : Optional.empty(),
                                lost));
            }
        }
        return seen;
    }

    /** Another's, which a container of the project has mounted by name. */
    private boolean external(String project, Volume volume) {
        return !volume.isAnonymous()
                && containers.of(project).stream()
                        .flatMap(container -> container.record().mounts().stream())
                        .anyMatch(mount -> mount.volume().equals(volume.name()));
    }

    private boolean isUsed(String volume) {
        return containers.all().stream()
                .flatMap(container -> container.record().mounts().stream())
                .anyMatch(mount -> mount.volume().equals(volume));
    }

    private Observed.OfContainer look(Container container, Drifts.Picture picture) {
        ContainerRecord record = container.record();
        Container.Phase phase = container.phase();
        boolean alive = container.isAlive();
        OptionalInt pid = alive && container.run().isPresent()
                ? OptionalInt.of(container.run().get().running().pid().value())
                : OptionalInt.empty();
        Map<String, String> addresses = new LinkedHashMap<>();
        container
                .run()
                .ifPresent(run -> run.endpoints()
                        .forEach(endpoint -> addresses.put(
                                endpoint.spec().network().spec().name(),
                                endpoint.spec().address().toString())));
        return new Observed.OfContainer(
                record.id(),
                record.name(),
                record.service().name(),
                record.number(),
                record.isOneOff(),
                record.hash(),
                record.image(),
                record.imageId(),
                command(record),
                alive || files.hasRecord(record.id()) ? phase.state() : Observed.State.DEAD,
                pid,
                phase.health(),
                phase.exit(),
                record.created(),
                phase.started(),
                phase.finished(),
                phase.restarts(),
                addresses,
                alive ? container.run().map(run -> PortRoom.shown(run.ports())).orElse(List.of()) : List.of(),
                alive ? picture.ofContainer(container) : new LostSecrets(files).look(container));
    }

    private String command(ContainerRecord record) {
        return images.find(record.imageId())
                .map(image ->
                        String.join(" ", new SpecFor(record, image.config().container()).args()))
                .orElse("");
    }
}
