package io.jstack.networking;

import io.jstack.values.JstackException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Who gets which address of one subnet. In order: static addresses, what wanted replicas had, what parted ones had, then the lowest free
 * ones; when none is free, a parted replica's are given away.
 */
final class Allotment {
    private static final int ADDRESSES_OF_A_REPLICA = 2;
    private static final ReplicaKey NOBODY = new ReplicaKey("", 0);

    private final NetworkSpec network;
    private final Subnet subnet;
    private final Ipv4 gateway;
    private final Subnet choice;
    private final Map<Ipv4, ReplicaKey> holders = new HashMap<>();
    private final SortedMap<ReplicaKey, List<Ipv4>> given = new TreeMap<>();
    private final SortedMap<ReplicaKey, List<Ipv4>> parted = new TreeMap<>();
    private Ipv4 lowest;

    Allotment(NetworkSpec network, Subnet subnet, Ipv4 gateway, Subnet choice) {
        this.network = network;
        this.subnet = subnet;
        this.gateway = gateway;
        this.choice = choice;
        this.lowest = choice.base();
        holders.put(subnet.base(), NOBODY);
        holders.put(subnet.last(), NOBODY);
        holders.put(gateway, NOBODY);
        network.ipam().reserved().forEach((name, address) -> {
            AddressPool.require(network, subnet, address, "aux_address " + name);
            holders.put(address, NOBODY);
        });
    }

    NetworkAddresses settle(Map<ReplicaKey, Optional<Ipv4>> replicas, Optional<NetworkAddresses> before) {
        SortedMap<ReplicaKey, Optional<Ipv4>> wanted = new TreeMap<>(replicas);
        Map<ReplicaKey, List<Ipv4>> old = before.map(NetworkAddresses::replicas).orElse(Map.of());
        wanted.forEach((replica, fixed) -> fixed.ifPresent(address -> fix(replica, address)));
        wanted.forEach((replica, fixed) -> {
            if (fixed.isEmpty()) {
                given.put(replica, stillFree(replica, old.getOrDefault(replica, List.of())));
            }
        });
        old.forEach((replica, addresses) -> {
            if (!wanted.containsKey(replica)) {
                parted.put(replica, stillFree(replica, addresses));
            }
        });
        wanted.forEach((replica, fixed) -> {
            if (fixed.isEmpty()) {
                fill(replica);
            }
        });
        parted.values().removeIf(List::isEmpty);
        given.putAll(parted);
        return new NetworkAddresses(subnet, gateway, given);
    }

    private void fix(ReplicaKey replica, Ipv4 address) {
        AddressPool.require(network, subnet, address, "ipv4_address of " + replica);
        ReplicaKey holder = holders.putIfAbsent(address, replica);
        if (holder != null) {
            throw new JstackException(
                    NetworkError.ADDRESS_IN_USE,
                    "ipv4_address %s of %s is taken by %s in network %s"
                            .formatted(
                                    address, replica, holder.equals(NOBODY) ? "the network" : holder, network.name()),
                    "give %s another address, or none".formatted(replica));
        }
        given.put(replica, List.of(address));
    }

    private List<Ipv4> stillFree(ReplicaKey replica, List<Ipv4> addresses) {
        return addresses.stream()
                .limit(ADDRESSES_OF_A_REPLICA)
                .filter(choice::contains)
                .filter(address -> holders.putIfAbsent(address, replica) == null)
                .toList();
    }

    private void fill(ReplicaKey replica) {
        List<Ipv4> addresses = new ArrayList<>(given.getOrDefault(replica, List.of()));
        while (addresses.size() < ADDRESSES_OF_A_REPLICA) {
            Optional<Ipv4> next = lowestFree().or(this::fromParted);
            if (next.isEmpty() && !addresses.isEmpty()) {
                break; // one address is enough to run; only a start-first update is impossible
            }
            Ipv4 address = next.or(this::fromSpares).orElseThrow(() -> exhausted(replica));
            holders.put(address, replica);
            addresses.add(address);
        }
        given.put(replica, List.copyOf(addresses));
    }

    private Optional<Ipv4> lowestFree() {
        while (choice.contains(lowest)) {
            Ipv4 candidate = lowest;
            lowest = lowest.plus(1);
            if (!holders.containsKey(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    private Optional<Ipv4> fromParted() {
        while (!parted.isEmpty()) {
            ReplicaKey last = parted.lastKey();
            List<Ipv4> addresses = parted.getOrDefault(last, List.of());
            if (addresses.isEmpty()) {
                parted.remove(last);
            } else {
                parted.put(last, addresses.subList(1, addresses.size()));
                return Optional.of(addresses.get(0));
            }
        }
        return Optional.empty();
    }

    private Optional<Ipv4> fromSpares() {
        Optional<ReplicaKey> rich = given.entrySet().stream()
                .filter(entry -> entry.getValue().size() > 1)
                .map(Map.Entry::getKey)
                .reduce((earlier, later) -> later);
        return rich.map(replica -> {
            List<Ipv4> both = given.getOrDefault(replica, List.of());
            given.put(replica, List.of(both.get(0)));
            return both.get(1);
        });
    }

    private JstackException exhausted(ReplicaKey replica) {
        return new JstackException(
                NetworkError.ADDRESS_POOL_EXHAUSTED,
                "no free address for %s in %s of network %s".formatted(replica, choice, network.name()),
                "give the network a larger subnet or ip_range, or run fewer replicas");
    }
}
