package io.jstack.orchestrator.model;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * One project: what should exist.
 *
 * @param project the project's name, {@code [a-z0-9][a-z0-9_-]*}
 * @param directory the project directory, absolute
 * @param files the files it was read from, absolute; empty when it came from standard input
 * @param services enabled services by name, in the order of the file
 * @param disabled services of the files that no active profile enables
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
        Set<String> disabled,
        Map<String, Network> networks,
        Map<String, Volume> volumes,
        Map<String, FileSource> configs,
        Map<String, FileSource> secrets,
        Extension extension) {
    public Stack {
        files = List.copyOf(files);
        services = Ordered.copy(services);
        // records of before this was known have none
        disabled = Collections.unmodifiableSet(
                Optional.<Set<String>>ofNullable(disabled).map(TreeSet::new).orElseGet(TreeSet::new));
        networks = Ordered.copy(networks);
        volumes = Ordered.copy(volumes);
        configs = Ordered.copy(configs);
        secrets = Ordered.copy(secrets);
    }

    /** The same stack with other services; networks and volumes stay. */
    public Stack withServices(Map<String, Service> other) {
        return new Stack(project, directory, files, other, disabled, networks, volumes, configs, secrets, extension);
    }

    /** The same stack with the networks, volumes, configs and secrets of another that it has none of the same key of. */
    public Stack withResourcesOf(Stack other) {
        return new Stack(
                project,
                directory,
                files,
                services,
                disabled,
                both(networks, other.networks),
                both(volumes, other.volumes),
                both(configs, other.configs),
                both(secrets, other.secrets),
                extension);
    }

    private static <T> Map<String, T> both(Map<String, T> first, Map<String, T> second) {
        Map<String, T> all = new LinkedHashMap<>(first);
        second.forEach(all::putIfAbsent);
        return all;
    }
}
