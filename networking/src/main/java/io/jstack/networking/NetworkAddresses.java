package io.jstack.networking;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The addresses of one network, a value that the engine keeps on disk: only so does a replica find its address again.
 *
 * @param subnet all of them
 * @param gateway the bridge's
 * @param replicas each replica's addresses, also of replicas that are no longer wanted for as long as there is room: first that of its
 *     container, which hosts files show, then the spare one of a container that replaces it start-first. A static {@code ipv4_address}
 *     stands alone: such a service cannot run twice at once
 */
public record NetworkAddresses(Subnet subnet, Ipv4 gateway, Map<ReplicaKey, List<Ipv4>> replicas) {
    public NetworkAddresses {
        SortedMap<ReplicaKey, List<Ipv4>> sorted = new TreeMap<>();
        replicas.forEach((replica, addresses) -> sorted.put(replica, List.copyOf(addresses)));
        replicas = Collections.unmodifiableSortedMap(sorted);
    }

    /** The address of a replica. */
    public Optional<Ipv4> of(ReplicaKey replica) {
        return replicas.getOrDefault(replica, List.of()).stream().findFirst();
    }

    /** The address for a second container of that replica beside the first. */
    public Optional<Ipv4> spareOf(ReplicaKey replica) {
        return replicas.getOrDefault(replica, List.of()).stream().skip(1).findFirst();
    }

    /** The same, after the second container of a replica has taken the first's place. */
    public NetworkAddresses swapped(ReplicaKey replica) {
        SortedMap<ReplicaKey, List<Ipv4>> after = new TreeMap<>(replicas);
        after.computeIfPresent(replica, (key, both) -> both.size() < 2 ? both : List.of(both.get(1), both.get(0)));
        return new NetworkAddresses(subnet, gateway, after);
    }

    /** The same without a replica: for a one-off container that is gone. */
    public NetworkAddresses without(ReplicaKey replica) {
        SortedMap<ReplicaKey, List<Ipv4>> after = new TreeMap<>(replicas);
        after.remove(replica);
        return new NetworkAddresses(subnet, gateway, after);
    }
}
