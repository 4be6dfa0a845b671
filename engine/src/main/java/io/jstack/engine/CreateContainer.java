package io.jstack.engine;

import io.jstack.images.Image;
import io.jstack.orchestrator.ContainerOrder;
import io.jstack.orchestrator.Engine.AnonymousVolumes;
import io.jstack.orchestrator.Observed;
import io.jstack.orchestrator.model.Connectivity;
import io.jstack.orchestrator.model.FileMount;
import io.jstack.orchestrator.model.FileSource;
import io.jstack.orchestrator.model.Network;
import io.jstack.orchestrator.model.Service;
import io.jstack.orchestrator.model.Storage;
import io.jstack.runtime.OciRuntime;
import io.jstack.values.ContainerId;
import io.jstack.values.JstackException;
import io.jstack.volumes.Access;
import io.jstack.volumes.ContainerMounts;
import io.jstack.volumes.MountRequest;
import io.jstack.volumes.Volumes;
import io.jstack.volumes.VolumesFrom;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes a container without starting it: settles its mounts, and writes its record. */
final class CreateContainer {
    private final Instance instance;
    private final Containers containers;
    private final ContainerFiles files;
    private final ImageRoom images;
    private final Volumes volumes;
    private final Endpoints endpoints;

    CreateContainer(
            Instance instance,
            Containers containers,
            ContainerFiles files,
            ImageRoom images,
            Volumes volumes,
            NetworkRoom networks) {
        this.instance = instance;
        this.containers = containers;
        this.files = files;
        this.images = images;
        this.volumes = volumes;
        this.endpoints = new Endpoints(networks);
    }

    Container create(ContainerOrder order) {
        Optional<Container> predecessor = order.predecessor().flatMap(containers::find);
        Optional<Container> same = containers.named(order.name());
        if (same.isPresent() && (predecessor.isEmpty() || same.get() != predecessor.get())) {
            if (same.get().record().hash().equals(order.hash())
                    && same.get().record().project().equals(order.stack().project())) {
                return same.get();
            }
            throw new JstackException(
                    EngineError.NAME_TAKEN,
                    "the name %s is taken by a container of project %s"
                            .formatted(order.name(), same.get().record().project()),
                    "remove that container, or set container_name");
        }
        // settled before the record is written: what is refused leaves nothing
        Rights.of(order.service().security(), order.stack().directory());
        InitProgram.require(order.service());
        Optional<OciRuntime> unused = order.service().security().runtime().map(OciRuntime::named);
        Image image = images.require(order.imageId());
        ContainerId id = ContainerId.random();
        List<MountRequest> mounts = mounts(order, image, predecessor);
        requireTerminal(order, mounts);
        ContainerRecord settled = record(order, id, mounts, predecessor);
        // asked of its own record, for the networks may be others than the predecessor's
        ContainerRecord record = order.succession() == ContainerOrder.Succession.BESIDE && predecessor.isPresent()
                ? settled.at(endpoints.beside(
                        settled.at(endpoints.held(predecessor.get().record()))))
                : settled;
        DurableFile.Draft draft = files.draft(record);
        try {
            // the predecessor still bears the name: it steps aside under its id until it is removed
            predecessor.filter(old -> old.record().name().equals(order.name())).ifPresent(this::stepAside);
        } catch (JstackException e) {
            files.remove(id);
            throw e;
        }
        Container container = new Container(record, Container.Phase.CREATED);
        containers.add(container);
        draft.publish();
        return container;
    }

    private void stepAside(Container old) {
        ContainerRecord renamed =
                old.record().named(aside(old.id(), old.record().name()));
        files.save(renamed);
        containers.rename(old, renamed);
    }

    private static String aside(ContainerId id, String name) {
        return id.shortId() + "_" + name;
    }

    /** Gives a predecessor its name again: the container that was to replace it is gone. */
    void stepBack(ContainerRecord gone) {
        containers.of(gone.project()).stream()
                .filter(old -> old.record().name().equals(aside(old.id(), gone.name())))
                .forEach(old -> {
                    ContainerRecord renamed = old.record().named(gone.name());
                    files.save(renamed);
                    containers.rename(old, renamed);
                });
    }

    private List<MountRequest> mounts(ContainerOrder order, Image image, Optional<Container> predecessor) {
        List<MountRequest> kept = order.anonymousVolumes() == AnonymousVolumes.KEEP
                ? predecessor.map(old -> old.record().mounts()).orElse(List.of())
                : List.of();
        List<VolumesFrom> from = order.service().storage().volumesFrom().stream()
                .map(source -> from(order.stack().project(), source))
                .toList();
        List<MountRequest> mounts = volumes.mountsFor(new ContainerMounts(
                new MountsFor(instance, order.stack().volumes())
                        .wanted(order.service().storage().mounts()),
                from,
                image.config().container().volumes(),
                kept,
                image.layers(),
                Map.of("com.docker.compose.project", order.stack().project())));
        return mounts.stream().map(mount -> ApiSocket.settled(mount, instance)).toList();
    }

    /** A terminal is opened by its path in the container, {@code /dev/pts/0}: nothing may be mounted over that. */
    private void requireTerminal(ContainerOrder order, List<MountRequest> mounts) {
        Optional<MountRequest> over = mounts.stream()
                .filter(mount -> Path.of("/dev/pts").startsWith(mount.target()))
                .findFirst();
        if (order.service().execution().tty() && over.isPresent()) {
            volumes.removeUnused(mounts);
            throw new JstackException(
                    EngineError.UNSUPPORTED,
                    "service %s has tty: true, and what it mounts at %s would hide the terminal in /dev/pts"
                            .formatted(order.service().name(), over.get().target()),
                    "remove tty: true, or mount it elsewhere: single devices go into devices:");
        }
    }

    private VolumesFrom from(String project, Storage.VolumesFrom source) {
        Access access = source.readOnly() ? Access.READ_ONLY : Access.READ_WRITE;
        Container other = source.source() == Storage.VolumesFrom.Source.CONTAINER
                ? containers.resolve(source.name())
                : containers.of(project).stream()
                        .filter(container -> container.record().service().name().equals(source.name())
                                && !container.record().isOneOff())
                        .findFirst()
                        .orElseThrow(() -> new JstackException(
                                EngineError.NO_SUCH_CONTAINER,
                                "volumes_from names service %s, which has no container".formatted(source.name()),
                                "jstack up " + source.name()));
        return new VolumesFrom(other.record().mounts(), access);
    }

    private static ContainerRecord record(
            ContainerOrder order, ContainerId id, List<MountRequest> mounts, Optional<Container> predecessor) {
        Service service = order.service();
        Map<String, String> networks = new LinkedHashMap<>();
        for (Connectivity.Attachment attachment : service.connectivity().attachments()) {
            Network network = order.stack().networks().get(attachment.network());
            networks.put(attachment.network(), network == null ? attachment.network() : network.name());
        }
        Optional<String> slug = Optional.empty();
        ContainerRecord.Aliases aliases = ContainerRecord.Aliases.OF_SERVICE;
        if (order.kind() instanceof ContainerOrder.OneOff oneOff) {
            slug = Optional.of(oneOff.slug());
            aliases = oneOff.useAliases() ? ContainerRecord.Aliases.OF_SERVICE : ContainerRecord.Aliases.NONE;
        }
        List<Observed.Publish> ports =
                predecessor.map(old -> old.record().ports()).orElse(List.of());
        return new ContainerRecord(
                ContainerRecord.SCHEMA,
                id,
                order.name(),
                order.stack().project(),
                order.stack().directory(),
                order.stack().files(),
                service,
                order.number(),
                order.hash(),
                service.image().reference(),
                order.imageId(),
                slug,
                aliases,
                Instant.now().truncatedTo(ChronoUnit.MILLIS),
                networks,
                mounts,
                ports,
                sources(service.storage().configs(), order.stack().configs()),
                sources(service.storage().secrets(), order.stack().secrets()),
                Map.of());
    }

    private static Map<String, FileSource> sources(List<FileMount> uses, Map<String, FileSource> all) {
        Map<String, FileSource> sources = new LinkedHashMap<>();
        List<FileMount> present = new ArrayList<>(uses);
        present.removeIf(use -> !all.containsKey(use.source()));
        present.forEach(use -> sources.put(use.source(), all.get(use.source())));
        return sources;
    }
}
