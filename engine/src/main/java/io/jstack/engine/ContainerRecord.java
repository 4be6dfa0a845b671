package io.jstack.engine;

import io.jstack.orchestrator.Observed;
import io.jstack.orchestrator.model.FileSource;
import io.jstack.orchestrator.model.Service;
import io.jstack.values.ContainerId;
import io.jstack.volumes.MountRequest;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All it takes to start a container again, without its stack file: written once when it is created. What the kernel can tell is not
 * here.
 *
 * @param schema version of this record's form
 * @param service as it was ordered, a one-off's overrides applied
 * @param number of the replica, from 1; 0 for a one-off
 * @param hash the order's, see {@link Observed.OfContainer#hash}
 * @param slug of a one-off
 * @param aliases whether it answers to its service's names
 * @param networks the host's network name for each key the service attaches to
 * @param mounts settled
 * @param ports as published on the host
 * @param configs sources of the configs the service uses, by key
 * @param secrets likewise; those from the environment without their values
 * @param addresses its own by the host's network name, where they are not its replica's first: of two containers of one replica
 */
record ContainerRecord(
        int schema,
        ContainerId id,
        String name,
        String project,
        Path directory,
        List<Path> files,
        Service service,
        int number,
        String hash,
        String image,
        String imageId,
        Optional<String> slug,
        Aliases aliases,
        Instant created,
        Map<String, String> networks,
        List<MountRequest> mounts,
        List<Observed.Publish> ports,
        Map<String, FileSource> configs,
        Map<String, FileSource> secrets,
        @Nullable Map<String, String> addresses) {
    static final int SCHEMA = 1;

    /** Whether a container answers to the names of its service. */
    enum Aliases {
        OF_SERVICE,
        NONE
    }

    ContainerRecord {
        files = List.copyOf(files);
        networks = Map.copyOf(networks);
        mounts = List.copyOf(mounts);
        ports = List.copyOf(ports);
        configs = Map.copyOf(configs);
        secrets = Map.copyOf(secrets);
        addresses = addresses == null ? Map.of() : Map.copyOf(addresses); // older records have none
    }

    boolean isOneOff() {
        return slug.isPresent();
    }

    /** The address it holds on a network, where that is not its replica's first. */
    Optional<String> address(String network) {
        return Optional.ofNullable(addresses).map(own -> own.get(network));
    }

    /** Whether the other is, or was, the same replica. */
    boolean isSiblingOf(ContainerRecord other) {
        return !id.equals(other.id)
                && !isOneOff()
                && !other.isOneOff()
                && project.equals(other.project)
                && service.name().equals(other.service.name())
                && number == other.number;
    }

    ContainerRecord at(Map<String, String> others) {
        return new ContainerRecord(
                schema, id, name, project, directory, files, service, number, hash, image, imageId, slug, aliases,
                created, networks, mounts, ports, configs, secrets, others);
    }

    ContainerRecord named(String other) {
        return new ContainerRecord(
                schema, id, other, project, directory, files, service, number, hash, image, imageId, slug, aliases,
                created, networks, mounts, ports, configs, secrets, addresses);
    }

    ContainerRecord of(Service other) {
        return new ContainerRecord(
                schema, id, name, project, directory, files, other, number, hash, image, imageId, slug, aliases,
                created, networks, mounts, ports, configs, secrets, addresses);
    }

    ContainerRecord publishing(List<Observed.Publish> others) {
        return new ContainerRecord(
                schema, id, name, project, directory, files, service, number, hash, image, imageId, slug, aliases,
                created, networks, mounts, others, configs, secrets, addresses);
    }
}
