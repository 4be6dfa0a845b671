package io.jstack.engine;

import io.jstack.networking.AddressPool;
import io.jstack.networking.Ipam;
import io.jstack.networking.Ipv4;
import io.jstack.networking.NetworkAddresses;
import io.jstack.networking.NetworkSpec;
import io.jstack.networking.NetworkState;
import io.jstack.networking.Networks;
import io.jstack.networking.Reach;
import io.jstack.networking.ReplicaKey;
import io.jstack.networking.Subnet;
import io.jstack.orchestrator.model.Connectivity;
import io.jstack.orchestrator.model.Network;
import io.jstack.orchestrator.model.Service;
import io.jstack.orchestrator.model.Stack;
import io.jstack.values.ContainerId;
import io.jstack.values.JstackException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Which networks there are, and who owns which address on them: the engine's side of the networking room. */
final class NetworkRoom {
    private final Networks networks;
    private final AddressPool pool;
    private final NetworkRecords records;

    NetworkRoom(Networks networks, NetworkRecords records) {
        this.networks = networks;
        this.pool = new AddressPool(networks.settings().pool());
        this.records = records;
    }

    Networks networks() {
        return networks;
    }

    /** Makes the network true and settles every replica's address on it. Whether names or addresses on it have changed. */
    synchronized Names ensure(Stack stack, Network network, String hash) {
        Optional<NetworkRecord> before = records.find(network.name());
        if (network.external()) {
            NetworkRecord other = before.orElseThrow(() -> new JstackException(
                    EngineError.EXTERNAL_MISSING,
                    "network %s is declared external, but there is none of that name".formatted(network.name()),
                    "jstack network create " + network.name()));
            return settle(stack, network, other);
        }
        if (before.isPresent() && !before.get().spec().project().equals(stack.project())) {
            throw new JstackException(
                    EngineError.NAME_TAKEN,
                    "network %s belongs to project %s"
                            .formatted(network.name(), before.get().spec().project()),
                    "declare it external: true, or give it another name");
        }
        NetworkSpec spec = spec(stack, network, before);
        NetworkAddresses addresses = pool.settle(
                spec,
                wanted(stack, network, spec, before),
                before.map(NetworkRecord::addresses),
                taken(network.name()));
        return settle(stack, network, new NetworkRecord(network.key(), hash, spec, addresses, Map.of()));
    }

    private Names settle(Stack stack, Network network, NetworkRecord record) {
        Optional<NetworkRecord> before = records.find(network.name());
        NetworkAddresses addresses = pool.settle(
                record.spec(),
                wanted(stack, network, record.spec(), before),
                Optional.of(record.addresses()),
                taken(network.name()));
        Map<ReplicaKey, List<String>> names =
                new TreeMap<>(before.map(NetworkRecord::names).orElse(Map.of()));
        Set<String> own = own(stack, record.spec());
        names.keySet().removeIf(replica -> own.contains(replica.service()));
        names.putAll(names(stack, network, record.spec()));
        NetworkRecord after = new NetworkRecord(record.key(), record.hash(), record.spec(), addresses, names);
        networks.ensure(after.spec(), after.addresses());
        records.put(after);
        boolean same = before.isPresent()
                && before.get().names().equals(after.names())
                && before.get().addresses().equals(after.addresses());
        return same ? Names.SAME : Names.CHANGED;
    }

    /** A replica of the stack is about to be made: one that the network does not know yet gets its names and address, with all others. */
    synchronized Names learn(Stack stack, Network network, Service service, int number) {
        Optional<NetworkRecord> known = records.find(network.name());
        if (known.isEmpty() || attachment(service, network.key()).isEmpty()) {
            return Names.SAME;
        }
        ReplicaKey replica =
                new ReplicaKey(NetworkRecord.serviceOn(known.get().spec(), stack.project(), service.name()), number);
        return known.get().names().containsKey(replica) ? Names.SAME : settle(stack, network, known.get());
    }

    /** Whether hosts files have to be written again. */
    enum Names {
        SAME,
        CHANGED
    }

    private static NetworkSpec spec(Stack stack, Network network, Optional<NetworkRecord> before) {
        String id = before.map(record -> record.spec().id())
                .orElseGet(() -> ContainerId.random().value());
        Optional<Network.Pool> wanted = network.pools().stream().findFirst();
        Ipam ipam = wanted.map(config -> new Ipam(
                        config.subnet().filter(subnet -> !subnet.contains(":")).map(Subnet::parse),
                        config.gateway().map(Ipv4::parse),
                        config.ipRange().map(Subnet::parse),
                        config.auxiliaryAddresses().entrySet().stream()
                                .collect(Collectors.toMap(Map.Entry::getKey, entry -> Ipv4.parse(entry.getValue())))))
                .orElse(Ipam.ANY);
        Map<String, String> labels = new LinkedHashMap<>(network.labels());
        labels.putAll(Labels.ofNetwork(stack.project(), network.key()));
        return new NetworkSpec(
                stack.project(),
                network.name(),
                id,
                network.internal() ? Reach.INTERNAL : Reach.OUTSIDE,
                ipam,
                Optional.ofNullable(network.driverOptions().get("com.docker.network.driver.mtu"))
                        .map(Integer::valueOf),
                labels);
    }

    private static Map<ReplicaKey, Optional<Ipv4>> wanted(
            Stack stack, Network network, NetworkSpec spec, Optional<NetworkRecord> before) {
        Map<ReplicaKey, Optional<Ipv4>> wanted = new TreeMap<>();
        Set<String> own = own(stack, spec);
        // one-offs and other projects' replicas keep theirs
        before.ifPresent(record -> record.names().keySet().stream()
                .filter(replica -> !own.contains(replica.service()))
                .forEach(replica -> wanted.put(replica, Optional.empty())));
        for (Service service : stack.services().values()) {
            attachment(service, network.key())
                    .ifPresent(attachment -> replicas(stack, spec, service)
                            .forEach(replica ->
                                    wanted.put(replica, attachment.ipv4Address().map(Ipv4::parse))));
        }
        return wanted;
    }

    private static Map<ReplicaKey, List<String>> names(Stack stack, Network network, NetworkSpec spec) {
        Map<ReplicaKey, List<String>> names = new TreeMap<>();
        for (Service service : stack.services().values()) {
            attachment(service, network.key()).ifPresent(attachment -> {
                for (ReplicaKey replica : replicas(stack, spec, service)) {
                    List<String> own = new ArrayList<>();
                    own.add(service.name());
                    own.addAll(attachment.aliases());
                    own.add(service.containerName()
                            .orElse(stack.project() + "-" + service.name() + "-" + replica.number()));
                    names.put(replica, own.stream().distinct().toList());
                }
            });
        }
        return names;
    }

    private static Optional<Connectivity.Attachment> attachment(Service service, String network) {
        return service.connectivity().attachments().stream()
                .filter(attachment -> attachment.network().equals(network))
                .findFirst();
    }

    private static List<ReplicaKey> replicas(Stack stack, NetworkSpec spec, Service service) {
        List<ReplicaKey> replicas = new ArrayList<>();
        for (int number = 1; number <= service.replicas(); number++) {
            replicas.add(new ReplicaKey(NetworkRecord.serviceOn(spec, stack.project(), service.name()), number));
        }
        return replicas;
    }

    /** The stack's services as this network's replicas are kept under them. */
    private static Set<String> own(Stack stack, NetworkSpec spec) {
        return stack.services().keySet().stream()
                .map(service -> NetworkRecord.serviceOn(spec, stack.project(), service))
                .collect(Collectors.toSet());
    }

    /** Gives back what a project that is gone had on networks that are not its own; those networks' names. */
    synchronized List<String> releaseGuests(String project) {
        List<String> left = new ArrayList<>();
        for (NetworkRecord record : records.all()) {
            NetworkRecord after = record.withoutGuests(project);
            if (!after.equals(record)) {
                records.put(after);
                left.add(record.spec().name());
            }
        }
        return left;
    }

    private List<Subnet> taken(String except) {
        List<Subnet> taken = new ArrayList<>();
        Optional<Subnet> own =
                records.find(except).map(record -> record.addresses().subnet());
        networks.hostRoutes().stream()
                .filter(route -> own.isEmpty() || !own.get().equals(route))
                .forEach(taken::add);
        records.all().stream()
                .filter(record -> !record.spec().name().equals(except))
                .forEach(record -> taken.add(record.addresses().subnet()));
        return taken;
    }

    /** The address a container has on a network, given to it now where it has none yet. */
    synchronized Ipv4 address(String network, ReplicaKey replica, List<String> names) {
        NetworkRecord record = require(network);
        Optional<Ipv4> kept = record.addresses().of(replica);
        if (kept.isPresent()) {
            return kept.get();
        }
        Map<ReplicaKey, Optional<Ipv4>> wanted = new TreeMap<>();
        record.addresses().replicas().keySet().forEach(other -> wanted.put(other, Optional.empty()));
        wanted.put(replica, Optional.empty());
        NetworkAddresses addresses =
                pool.settle(record.spec(), wanted, Optional.of(record.addresses()), taken(network));
        records.put(record.with(addresses).naming(replica, names));
        return addresses.of(replica).orElseThrow();
    }

    /** The replica's address that is not {@code held}. */
    synchronized Ipv4 otherAddress(String network, ReplicaKey replica, Ipv4 held) {
        return require(network).addresses().replicas().getOrDefault(replica, List.of()).stream()
                .filter(address -> !address.equals(held))
                .findFirst()
                .orElseThrow(() -> new JstackException(
                        EngineError.UNSUPPORTED,
                        "%s has no second address on network %s, so it cannot be updated start-first"
                                .formatted(replica, network),
                        "leave ipv4_address out and give the network a larger subnet, or say order: stop-first"));
    }

    /** Makes {@code address} the replica's first, which hosts files show. */
    synchronized Names lead(String network, ReplicaKey replica, Ipv4 address) {
        NetworkRecord record = require(network);
        if (record.addresses().spareOf(replica).filter(address::equals).isEmpty()) {
            return Names.SAME;
        }
        records.put(record.with(record.addresses().swapped(replica)));
        return Names.CHANGED;
    }

    /** A replica's container has another name from now on. */
    synchronized void rename(String network, ReplicaKey replica, String from, String to) {
        NetworkRecord record = require(network);
        List<String> names = record.names().getOrDefault(replica, List.of()).stream()
                .map(name -> name.equals(from) ? to : name)
                .distinct()
                .toList();
        records.put(record.naming(replica, names));
    }

    /** Gives back the address of a one-off that is gone. */
    synchronized void release(String network, ReplicaKey replica) {
        records.find(network).ifPresent(record -> records.shrink(record.without(replica)));
    }

    synchronized NetworkState state(String network) {
        NetworkRecord record = require(network);
        return networks.named(record.spec(), record.addresses());
    }

    /** Of every network, at one moment: another project may be taking its own away. */
    synchronized List<NetworkState> states() {
        return records.all().stream()
                .map(record -> networks.named(record.spec(), record.addresses()))
                .toList();
    }

    synchronized NetworkRecord require(String network) {
        return records.find(network)
                .orElseThrow(() -> new JstackException(
                        EngineError.EXTERNAL_MISSING, "there is no network " + network, "jstack up makes it"));
    }

    synchronized Optional<NetworkRecord> find(String network) {
        return records.find(network);
    }

    synchronized List<NetworkRecord> of(String project) {
        return records.of(project);
    }

    synchronized List<NetworkRecord> all() {
        return records.all();
    }

    /** Records a network that no stack file names. */
    synchronized NetworkRecord add(NetworkSpec spec) {
        NetworkRecord record = new NetworkRecord(
                spec.name(), "", spec, pool.settle(spec, Map.of(), Optional.empty(), taken(spec.name())), Map.of());
        records.put(record);
        return record;
    }

    /** The same, where the name must be free. */
    synchronized NetworkRecord addNamed(NetworkSpec spec) {
        records.find(spec.name()).ifPresent(other -> {
            throw new JstackException(
                    EngineError.NAME_TAKEN,
                    "there is a network %s already".formatted(spec.name()),
                    "choose another name, or jstack network rm " + spec.name());
        });
        return add(spec);
    }

    /** By name, id, or the beginning of one id. */
    synchronized NetworkRecord byNameOrId(String text) {
        return records.find(text).orElseGet(() -> {
            List<NetworkRecord> matching = records.all().stream()
                    .filter(record -> record.spec().id().startsWith(text))
                    .toList();
            if (matching.size() > 1) {
                throw new JstackException(
                        EngineError.AMBIGUOUS_ID,
                        "%s begins the ids of several networks".formatted(text),
                        "give more of its digits, or the name");
            }
            return matching.stream()
                    .findFirst()
                    .orElseThrow(() -> new JstackException(
                            EngineError.NO_SUCH_NETWORK, "no network is called " + text, "jstack network ls"));
        });
    }

    /** Makes the bridge and its rules true again, as recorded. */
    synchronized void ensure(NetworkRecord record) {
        networks.ensure(record.spec(), record.addresses());
    }

    synchronized void remove(String project, String network) {
        Optional<NetworkRecord> record =
                records.find(network).filter(found -> found.spec().project().equals(project));
        if (record.isPresent()) {
            networks.remove(
                    List.of(networks.named(record.get().spec(), record.get().addresses())));
            records.remove(record.get());
        }
    }
}
