package io.jstack.engine;

import io.jstack.networking.NetworkAddresses;
import io.jstack.networking.NetworkSpec;
import io.jstack.networking.ReplicaKey;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A network as the engine keeps it: what it was asked to be, the addresses its replicas own, and the names they answer to. From this
 * alone a container's hosts file can be written.
 *
 * @param key its name in the stack file
 * @param hash the orchestrator's, shown again when it looks
 * @param names of each replica, the service's first
 */
record NetworkRecord(
        String key, String hash, NetworkSpec spec, NetworkAddresses addresses, Map<ReplicaKey, List<String>> names) {
    NetworkRecord {
        names = Collections.unmodifiableMap(new TreeMap<>(names)); // in order: hosts files are compared as text
    }

    /**
     * A service as addresses and names are kept under it on a network: one of another project than the network's stands with its own
     * project, for two stacks that share a network may both have a {@code web}.
     */
    static String serviceOn(NetworkSpec network, String project, String service) {
        return network.project().equals(project) ? service : project + "/" + service;
    }

    /** Without the replicas of another project. */
    NetworkRecord withoutGuests(String project) {
        Map<ReplicaKey, List<String>> left = new TreeMap<>(names);
        NetworkAddresses addressesLeft = addresses;
        for (ReplicaKey replica : addresses.replicas().keySet()) {
            if (replica.service().startsWith(project + "/")) {
                left.remove(replica);
                addressesLeft = addressesLeft.without(replica);
            }
        }
        return new NetworkRecord(key, hash, spec, addressesLeft, left);
    }

    NetworkRecord with(NetworkAddresses other) {
        return new NetworkRecord(key, hash, spec, other, names);
    }

    NetworkRecord naming(ReplicaKey replica, List<String> others) {
        Map<ReplicaKey, List<String>> after = new TreeMap<>(names);
        after.put(replica, others);
        return new NetworkRecord(key, hash, spec, addresses, after);
    }

    NetworkRecord without(ReplicaKey replica) {
        Map<ReplicaKey, List<String>> after = new TreeMap<>(names);
        after.remove(replica);
        return new NetworkRecord(key, hash, spec, addresses.without(replica), after);
    }
}
