package io.jstack.engine;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.jstack.networking.HostsFile;
import io.jstack.networking.Ipv4;
import io.jstack.networking.ReplicaKey;
import io.jstack.orchestrator.model.Connectivity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The text of a container's {@code /etc/hosts}: itself, then every allocated replica on its networks, then links and extra hosts.
 * Replicas keep their addresses, so the text rarely changes.
 */
final class HostsFor {
    /** By the record itself: a network that changes has another one. */
    private static final LoadingCache<NetworkRecord, HostsFile.Peers> PEERS =
            Caffeine.newBuilder().weakKeys().executor(Runnable::run).build(HostsFor::peers);

    private final ContainerRecord record;
    private final List<NetworkRecord> networks;
    private final Containers containers;

    /**
     * For one container.
     *
     * @param networks those it is on, in the order of its interfaces
     * @param containers where the ones it links to by name are found
     */
    HostsFor(ContainerRecord record, List<NetworkRecord> networks, Containers containers) {
        this.record = record;
        this.networks = networks;
        this.containers = containers;
    }

    String text(Optional<Ipv4> own) {
        HostsFile hosts = new HostsFile();
        own.ifPresent(address -> hosts.self(address, ownNames()));
        networks.forEach(network -> hosts.peers(PEERS.get(network)));
        for (Connectivity.Link link : record.service().connectivity().links()) {
            linked(link).forEach(address -> hosts.peer(address.toString(), List.of(link.alias())));
        }
        for (Connectivity.Link link : record.service().connectivity().externalLinks()) {
            linkedContainer(link)
                    .flatMap(this::addressOf)
                    .ifPresent(address -> hosts.peer(address.toString(), List.of(link.alias())));
        }
        record.service()
                .connectivity()
                .extraHosts()
                .forEach((name, addresses) ->
                        addresses.stream().map(this::resolved).forEach(address -> hosts.peer(address, List.of(name))));
        return hosts.text();
    }

    private static HostsFile.Peers peers(NetworkRecord network) {
        Map<String, List<String>> hosts = new LinkedHashMap<>();
        network.names()
                .forEach((replica, names) ->
                        network.addresses().of(replica).ifPresent(address -> hosts.put(address.toString(), names)));
        return new HostsFile.Peers(hosts);
    }

    static String hostname(ContainerRecord record) {
        if (record.service().security().uts().isPresent()) {
            return SharedNamespaces.hostname();
        }
        return record.service().connectivity().hostname().orElse(record.id().shortId());
    }

    private List<String> ownNames() {
        List<String> names = new ArrayList<>();
        String hostname = hostname(record);
        record.service().connectivity().domainname().ifPresent(domain -> names.add(hostname + "." + domain));
        names.add(hostname);
        if (!hostname.equals(record.id().shortId())) {
            names.add(record.id().shortId());
        }
        return names;
    }

    /** The addresses of a linked service's replicas, lowest number first, on the first network both are on. */
    private List<Ipv4> linked(Connectivity.Link link) {
        return new ArrayList<>(linkedReplicas(link).values());
    }

    Map<ReplicaKey, Ipv4> linkedReplicas(Connectivity.Link link) {
        for (NetworkRecord network : networks) {
            Map<ReplicaKey, Ipv4> found = new LinkedHashMap<>();
            String target = NetworkRecord.serviceOn(network.spec(), record.project(), link.target());
            network.names().keySet().stream()
                    .filter(replica -> replica.service().equals(target))
                    .sorted()
                    .forEach(replica -> network.addresses()
                            .of(replica)
                            .ifPresent(address -> found.put(new ReplicaKey(link.target(), replica.number()), address)));
            if (!found.isEmpty()) {
                return found;
            }
        }
        return Map.of();
    }

    /** The container an {@code external_links} names, whatever project made it. */
    Optional<ContainerRecord> linkedContainer(Connectivity.Link link) {
        return containers.named(link.target()).map(Container::record);
    }

    /** The address of another container on the first network both are on. */
    Optional<Ipv4> addressOf(ContainerRecord other) {
        return networks.stream()
                .filter(network -> other.networks().containsValue(network.spec().name()))
                .flatMap(network -> network.addresses().of(Endpoints.replica(other, network.spec())).stream())
                .findFirst();
    }

    private String resolved(String address) {
        if (!address.equals("host-gateway")) {
            return address;
        }
        return networks.stream()
                .findFirst()
                .map(network -> network.addresses().gateway().toString())
                .orElse("127.0.0.1");
    }
}
