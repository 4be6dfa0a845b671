package io.jstack.engine;

import io.jstack.images.ContainerDefaults;
import io.jstack.images.Digest;
import io.jstack.images.Image;
import io.jstack.images.Reference;
import io.jstack.images.build.ConfigChanges;
import io.jstack.images.exchange.ContainerCommit;
import io.jstack.orchestrator.model.Execution;
import io.jstack.orchestrator.model.FileMount;
import io.jstack.volumes.MountRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code commit}: a container's writable layer and what it was told to run, as an image. */
final class CommitContainer {
    private final Rooms rooms;

    CommitContainer(Rooms rooms) {
        this.rooms = rooms;
    }

    Image commit(Container container, ImageAccess.Commit wanted) {
        ContainerRecord record = container.record();
        Image base = rooms.images().require(record.imageId());
        ContainerCommit.Wanted commit = new ContainerCommit.Wanted(
                Digest.parse(record.imageId()),
                rooms.files().upper(record.id()),
                stubs(record),
                ConfigChanges.apply(defaults(record, base.config().container()), wanted.changes()),
                wanted.name().isEmpty() ? List.of() : List.of(Reference.parse(wanted.name())),
                wanted.author(),
                wanted.message());
        Optional<Run> paused = container
                .run()
                .filter(run -> wanted.state() == ImageAccess.WhileWritten.PAUSED
                        && container.phase().state() == io.jstack.orchestrator.Observed.State.RUNNING);
        paused.ifPresent(run -> run.running().pause());
        try {
            return new ContainerCommit(rooms.images().store()).commit(commit);
        } finally {
            paused.ifPresent(run -> run.running().unpause());
        }
    }

    /** What was made to mount upon: the network files, volumes, configs, secrets. */
    static List<String> stubs(ContainerRecord record) {
        List<String> stubs = new ArrayList<>(List.of("/etc/hosts", "/etc/resolv.conf", "/etc/hostname"));
        record.mounts().stream().map(MountRequest::target).forEach(stubs::add);
        record.service().storage().configs().stream().map(FileMount::target).forEach(stubs::add);
        record.service().storage().secrets().stream().map(FileMount::target).forEach(stubs::add);
        return stubs;
    }

    /** The image's defaults with what the service says over them. */
    private static ContainerDefaults defaults(ContainerRecord record, ContainerDefaults image) {
        Execution execution = record.service().execution();
        Map<String, String> env = new LinkedHashMap<>(image.environment());
        env.putAll(execution.environment());
        return new ContainerDefaults(
                execution.user().orElse(image.user()),
                env.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .toList(),
                execution.entrypoint().orElse(image.entrypoint()),
                execution.command().orElse(execution.entrypoint().isPresent() ? List.of() : image.cmd()),
                execution.workingDirectory().orElse(image.workingDir()),
                image.exposedPorts(),
                image.volumes(),
                image.labels(),
                record.service().lifecycle().stopSignal().or(image::stopSignal),
                image.healthcheck(),
                image.shell(),
                image.onBuild());
    }
}
