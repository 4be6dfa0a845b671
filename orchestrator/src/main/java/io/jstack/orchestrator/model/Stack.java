package io.jstack.orchestrator.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * One project: what should exist.
 *
 * @param project the project's name, {@code [a-z0-9][a-z0-9_-]*}
 * @param directory the project directory, absolute
 * @param files the files it was read from, absolute; empty when it came from standard input
 * @param services enabled services by name, in the order of the file
 * @param networks networks some enabled service uses, by key
 * @param volumes named volumes some enabled service uses, by key
 * @param configs by key
 * @param secrets by key
 * @param extension the top-level {@code x-jstack}
 */
public record Stack(
        String project,
        Path directory,
        List<Path> files,
        Map<String, Service> services,
        Map<String, Network> networks,
        Map<String, Volume> volumes,
        Map<String, FileSource> configs,
        Map<String, FileSource> secrets,
        Extension extension) {
    public Stack {
        files = List.copyOf(files);
        services = Ordered.copy(services);
        networks = Ordered.copy(networks);
        volumes = Ordered.copy(volumes);
        configs = Ordered.copy(configs);
        secrets = Ordered.copy(secrets);
    }

    /** The same stack with other services; networks and volumes stay. */
    public Stack withServices(Map<String, Service> other) {
        return new Stack(project, directory, files, other, networks, volumes, configs, secrets, extension);
    }
}
