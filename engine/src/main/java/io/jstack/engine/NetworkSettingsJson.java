package io.jstack.engine;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jstack.images.Image;
import io.jstack.networking.Endpoint;
import io.jstack.orchestrator.Observed;
import io.jstack.orchestrator.model.Connectivity;
import io.jstack.orchestrator.model.NetworkMode;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** How a container is reached, under the names of Docker's inspection. */
final class NetworkSettingsJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Rooms rooms;
    private final Container container;
    private final ContainerRecord record;

    NetworkSettingsJson(Rooms rooms, Container container) {
        this.rooms = rooms;
        this.container = container;
        this.record = container.record();
    }

    /** Ports its image, {@code expose} and {@code ports} say are served, {@code 80/tcp}: what a proxy looks for. */
    NavigableSet<String> exposed(Optional<Image> image) {
        NavigableSet<String> ports = new TreeSet<>();
        image.ifPresent(from -> from.config().container().exposedPorts().stream()
                .map(port -> port.contains("/") ? port : port + "/tcp")
                .forEach(ports::add));
        Connectivity connectivity = record.service().connectivity();
        connectivity.expose().forEach(port -> ports.add(port.toString()));
        connectivity.ports().forEach(port -> ports.add(port.target() + "/" + port.protocol()));
        return ports;
    }

    /** {@code HostConfig.NetworkMode}: the first of its networks, or whose network it uses. */
    String mode() {
        Connectivity connectivity = record.service().connectivity();
        NetworkMode mode = connectivity.mode();
        if (mode instanceof NetworkMode.Host) {
            return "host";
        }
        if (mode instanceof NetworkMode.OfService of) {
            return "container:"
                    + rooms.containers().of(record.project()).stream()
                            .filter(other -> other.record().service().name().equals(of.service()))
                            .findFirst()
                            .map(other -> other.id().value())
                            .orElse(of.service());
        }
        if (mode instanceof NetworkMode.OfContainer of) {
            return "container:" + of.container();
        }
        return mode instanceof NetworkMode.None
                ? "none"
                : connectivity.attachments().stream()
                        .findFirst()
                        .map(this::network)
                        .orElse("none");
    }

    private String network(Connectivity.Attachment attachment) {
        return record.networks().getOrDefault(attachment.network(), attachment.network());
    }

    ObjectNode settings(NavigableSet<String> exposed) {
        ObjectNode settings = JSON.objectNode();
        ObjectNode ports = settings.putObject("Ports");
        if (container.isAlive()) {
            exposed.forEach(ports::putNull);
            Map<String, ArrayNode> published = new TreeMap<>();
            for (Observed.Publish port : record.ports()) {
                published
                        .computeIfAbsent(port.target() + "/" + port.protocol(), target -> JSON.arrayNode())
                        .addObject()
                        .put("HostIp", port.hostIp())
                        .put("HostPort", Integer.toString(port.hostPort()));
            }
            published.forEach(ports::set);
        }
        ObjectNode networks = settings.putObject("Networks");
        record.networks().values().stream()
                .sorted()
                .forEach(name -> networks.putObject(name)
                        .put(
                                "NetworkID",
                                rooms.networks()
                                        .find(name)
                                        .map(on -> on.spec().id())
                                        .orElse("")));
        for (Endpoint endpoint : container.run().map(Run::endpoints).orElse(List.of())) {
            networks.putObject(endpoint.spec().network().spec().name())
                    .put("NetworkID", endpoint.spec().network().spec().id())
                    .put("Gateway", endpoint.spec().network().gateway().toString())
                    .put("IPAddress", endpoint.spec().address().toString())
                    .put("IPPrefixLen", endpoint.spec().network().subnet().prefix())
                    .put("MacAddress", endpoint.spec().effectiveMac().toString());
        }
        return settings;
    }
}
