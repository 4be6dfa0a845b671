package io.jstack.engine;

import java.nio.file.Files;

/** The {@code /etc/hosts} of containers: what each should say by now, and writing it under those that run. */
final class HostsFiles {
    private final Containers containers;
    private final ContainerFiles files;
    private final Endpoints endpoints;

    HostsFiles(Containers containers, ContainerFiles files, NetworkRoom networks) {
        this.containers = containers;
        this.files = files;
        this.endpoints = new Endpoints(networks);
    }

    /** Writes the hosts file of every running container on a network anew. */
    void write(String network) {
        containers.all().stream()
                .filter(Container::isAlive)
                .filter(container -> container.record().networks().containsValue(network))
                .forEach(this::write);
    }

    void write(Container container) {
        FilesFor written = new FilesFor(files.run(container.id()));
        synchronized (container) {
            if (Files.exists(written.hosts())) {
                container.run().ifPresent(run -> new LiveHosts(run.running(), written.hosts()).write(text(container)));
            }
        }
    }

    /** What the container's hosts file should say. */
    String text(Container container) {
        return new HostsFor(container.record(), endpoints.networks(container.record()), containers)
                .text(endpoints.first(container.record()));
    }
}
