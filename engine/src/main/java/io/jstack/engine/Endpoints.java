package io.jstack.engine;

import io.jstack.networking.EndpointSpec;
import io.jstack.networking.Ipv4;
import io.jstack.networking.Mac;
import io.jstack.networking.NetworkSpec;
import io.jstack.networking.ReplicaKey;
import io.jstack.orchestrator.model.Connectivity;
import io.jstack.orchestrator.model.NetworkMode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A container's places on its networks, from its record and the addresses it owns. */
final class Endpoints {
    private final NetworkRoom room;

    Endpoints(NetworkRoom room) {
        this.room = room;
    }

    /** In the order of its interfaces; empty when it has no networks of its own. */
    List<EndpointSpec> of(ContainerRecord record) {
        List<EndpointSpec> endpoints = new ArrayList<>();
        if (!(record.service().connectivity().mode() instanceof NetworkMode.Own)) {
            return endpoints;
        }
        List<Connectivity.Attachment> attachments =
                record.service().connectivity().attachments();
        int gateway = gateway(record, attachments);
        for (int i = 0; i < attachments.size(); i++) {
            Connectivity.Attachment attachment = attachments.get(i);
            String network = network(record, attachment);
            Set<EndpointSpec.Trait> traits = EnumSet.noneOf(EndpointSpec.Trait.class);
            if (i == gateway) {
                traits.add(EndpointSpec.Trait.DEFAULT_ROUTE);
            }
            if (!record.service().connectivity().ports().isEmpty()) {
                traits.add(EndpointSpec.Trait.PUBLISHES);
            }
            endpoints.add(new EndpointSpec(
                    record.id().value(),
                    room.state(network),
                    address(record, network),
                    attachment
                            .macAddress()
                            .or(() -> record.service().connectivity().macAddress())
                            .map(Mac::parse),
                    attachment.interfaceName().orElse("eth" + i),
                    traits));
        }
        return endpoints;
    }

    List<NetworkRecord> networks(ContainerRecord record) {
        if (!(record.service().connectivity().mode() instanceof NetworkMode.Own)) {
            return List.of();
        }
        return record.service().connectivity().attachments().stream()
                .map(attachment -> room.require(network(record, attachment)))
                .toList();
    }

    Optional<Ipv4> first(ContainerRecord record) {
        return networks(record).stream()
                .findFirst()
                .map(network -> address(record, network.spec().name()));
    }

    /** Which key its addresses are kept under: a one-off never takes a replica's. */
    static ReplicaKey replica(ContainerRecord record, NetworkSpec network) {
        String service = record.slug()
                .map(slug -> record.service().name() + "-run-" + slug)
                .orElse(record.service().name());
        return new ReplicaKey(
                NetworkRecord.serviceOn(network, record.project(), service), record.isOneOff() ? 1 : record.number());
    }

    private ReplicaKey replica(ContainerRecord record, String network) {
        return replica(record, room.require(network).spec());
    }

    /** The address a container has on a network. */
    Ipv4 address(ContainerRecord record, String network) {
        return record.address(network)
                .map(Ipv4::parse)
                .orElseGet(() -> room.address(network, replica(record, network), List.of(record.name())));
    }

    /** Where a container of the same replica can run beside this one: the replica's other address on each network. */
    Map<String, String> beside(ContainerRecord record) {
        Map<String, String> others = new TreeMap<>();
        for (NetworkRecord network : networks(record)) {
            String name = network.spec().name();
            others.put(
                    name,
                    room.otherAddress(name, replica(record, name), address(record, name))
                            .toString());
        }
        return others;
    }

    /** The addresses a container has, to be kept whoever becomes its replica's first. */
    Map<String, String> held(ContainerRecord record) {
        Map<String, String> own = new TreeMap<>();
        for (NetworkRecord network : networks(record)) {
            own.put(
                    network.spec().name(),
                    address(record, network.spec().name()).toString());
        }
        return own;
    }

    /** Makes a container's addresses those its names mean; the networks where they were not. */
    List<String> lead(ContainerRecord record) {
        return networks(record).stream()
                .map(network -> network.spec().name())
                .filter(name ->
                        room.lead(name, replica(record, name), address(record, name)) == NetworkRoom.Names.CHANGED)
                .toList();
    }

    private static String network(ContainerRecord record, Connectivity.Attachment attachment) {
        return record.networks().getOrDefault(attachment.network(), attachment.network());
    }

    /** The default route leads through the network of the highest gw_priority, of equals the first that is not internal. */
    private int gateway(ContainerRecord record, List<Connectivity.Attachment> attachments) {
        int best = -1;
        for (int i = 0; i < attachments.size(); i++) {
            boolean internal =
                    room.require(network(record, attachments.get(i))).spec().reach()
                            == io.jstack.networking.Reach.INTERNAL;
            if (internal) {
                continue;
            }
            if (best < 0
                    || attachments.get(i).gatewayPriority()
                            > attachments.get(best).gatewayPriority()) {
                best = i;
            }
        }
        return best;
    }
}
