package io.jstack.engine;

import io.jstack.images.ContainerDefaults;
import io.jstack.images.Image;
import io.jstack.networking.Ipv4;
import io.jstack.networking.LinkSource;
import io.jstack.networking.LinkVariables;
import io.jstack.networking.Protocol;
import io.jstack.networking.ReplicaKey;
import io.jstack.orchestrator.model.Connectivity;
import io.jstack.orchestrator.model.Service;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The variables that {@code links} set in a container, from the containers it links to. */
final class LinksFor {
    private final Containers containers;
    private final ImageRoom images;
    private final HostsFor hosts;

    LinksFor(Containers containers, ImageRoom images, HostsFor hosts) {
        this.containers = containers;
        this.images = images;
        this.hosts = hosts;
    }

    Map<String, String> variables(ContainerRecord record) {
        Map<String, String> variables = new TreeMap<>();
        if (!record.service().extension().linkEnvironment().orElse(true)) {
            return variables;
        }
        for (Connectivity.Link link : record.service().connectivity().links()) {
            List<LinkSource> sources = new ArrayList<>();
            hosts.linkedReplicas(link)
                    .forEach((replica, address) ->
                            source(record.project(), replica, address).ifPresent(sources::add));
            if (!sources.isEmpty()) {
                variables.putAll(LinkVariables.of(record.name(), link.alias(), sources));
            }
        }
        for (Connectivity.Link link : record.service().connectivity().externalLinks()) {
            hosts.linkedContainer(link)
                    .ifPresent(other -> hosts.addressOf(other)
                            .ifPresent(address -> variables.putAll(
                                    LinkVariables.of(record.name(), link.alias(), List.of(source(other, address))))));
        }
        return variables;
    }

    private Optional<LinkSource> source(String project, ReplicaKey replica, Ipv4 address) {
        return containers.of(project).stream()
                .map(Container::record)
                .filter(record -> !record.isOneOff() && record.number() == replica.number())
                .filter(record -> record.service().name().equals(replica.service()))
                .findFirst()
                .map(record -> source(record, address));
    }

    private LinkSource source(ContainerRecord record, Ipv4 address) {
        Service service = record.service();
        Optional<ContainerDefaults> image =
                images.find(record.imageId()).map(Image::config).map(config -> config.container());
        List<LinkSource.ExposedPort> exposed = new ArrayList<>();
        image.ifPresent(defaults -> defaults.exposedPorts().forEach(port -> exposed.addAll(parsed(port))));
        service.connectivity().expose().forEach(port -> exposed.add(exposed(port.port(), port.protocol())));
        service.connectivity().ports().forEach(port -> exposed.add(exposed(port.target(), port.protocol())));
        Map<String, String> environment = new LinkedHashMap<>();
        image.ifPresent(defaults -> environment.putAll(defaults.environment()));
        environment.putAll(service.execution().environment());
        return new LinkSource(record.number(), address, exposed, environment);
    }

    /** {@code EXPOSE}'s {@code 80/tcp} or {@code 7000-7010/udp}. */
    private static List<LinkSource.ExposedPort> parsed(String text) {
        String[] parts = text.split("/", 2);
        String[] range = parts[0].split("-", 2);
        String protocol = parts.length > 1 ? parts[1] : "tcp";
        List<LinkSource.ExposedPort> ports = new ArrayList<>();
        int last = Integer.parseInt(range[range.length - 1]);
        for (int port = Integer.parseInt(range[0]); port <= last; port++) {
            ports.add(exposed(port, protocol));
        }
        return ports;
    }

    private static LinkSource.ExposedPort exposed(int port, String protocol) {
        return new LinkSource.ExposedPort(port, Protocol.valueOf(protocol.toUpperCase(Locale.ROOT)));
    }
}
