package io.jstack.networking;

import io.jstack.values.JstackException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gives networks their subnets and replicas their addresses. Pure: what was given before comes in, what is given now comes out, and the
 * same question has the same answer. A replica keeps what it has; the address of one that is no longer wanted is given away last.
 *
 * @param range where subnets are chosen from
 */
public record AddressPool(Subnet range) {
    private static final int SMALLEST_PREFIX = 16;
    private static final int USUAL_PREFIX = 24;
    private static final int REPLICAS_OF_A_24 = 100;

    /**
     * Settles a network's addresses.
     *
     * @param network what the file says
     * @param replicas every replica that should be on it, with its static {@code ipv4_address} where it has one
     * @param before what was given last time; kept unless the file contradicts it or it has become too small
     * @param taken the host's routes and the subnets of all other networks: overlapped by no chosen subnet
     * @throws JstackException {@link NetworkError#ADDRESS_POOL_EXHAUSTED}, {@link NetworkError#ADDRESS_INVALID}, {@link
     *     NetworkError#SUBNET_OVERLAPS}, {@link NetworkError#ADDRESS_IN_USE}
     */
    public NetworkAddresses settle(
            NetworkSpec network,
            Map<ReplicaKey, Optional<Ipv4>> replicas,
            Optional<NetworkAddresses> before,
            Collection<Subnet> taken) {
        Subnet subnet = subnet(network, replicas.size(), before, taken);
        Ipv4 gateway = network.ipam().gateway().orElse(subnet.base().plus(1));
        require(network, subnet, gateway, "gateway");
        Subnet choice = network.ipam().range().orElse(subnet);
        if (!subnet.contains(choice)) {
            throw invalid(network, "ip_range %s is not within %s".formatted(choice, subnet));
        }
        Optional<NetworkAddresses> same = before.filter(old -> old.subnet().equals(subnet));
        return new Allotment(network, subnet, gateway, choice).settle(replicas, same);
    }

    private Subnet subnet(
            NetworkSpec network, int replicas, Optional<NetworkAddresses> before, Collection<Subnet> taken) {
        Optional<Subnet> wanted = network.ipam().subnet();
        if (wanted.isPresent()) {
            Subnet subnet = wanted.get();
            if (subnet.prefix() > 30) {
                throw invalid(network, "subnet %s has no room for a gateway and a container".formatted(subnet));
            }
            Optional<Subnet> blocker = taken.stream()
                    .filter(other -> other.prefix() > 0 && other.overlaps(subnet))
                    .findFirst();
            if (blocker.isPresent()) {
                throw new JstackException(
                        NetworkError.SUBNET_OVERLAPS,
                        "subnet %s of network %s overlaps %s, which this host already uses"
                                .formatted(subnet, network.name(), blocker.get()),
                        "leave subnet out, and one will be chosen that is free");
            }
            return subnet;
        }
        int prefix = prefixFor(replicas);
        Optional<Subnet> kept = before.map(NetworkAddresses::subnet)
                .filter(old -> old.prefix() <= prefix)
                .filter(old -> taken.stream().noneMatch(other -> other.prefix() > 0 && other.overlaps(old)));
        return kept.orElseGet(() -> choose(network, prefix, taken));
    }

    /** A /24 up to 100 replicas, each of which has two addresses; twice the size for each doubling. */
    private static int prefixFor(int replicas) {
        int prefix = USUAL_PREFIX;
        for (long room = REPLICAS_OF_A_24; room < replicas && prefix > SMALLEST_PREFIX; room *= 2) {
            prefix--;
        }
        return prefix;
    }

    private Subnet choose(NetworkSpec network, int prefix, Collection<Subnet> taken) {
        long step = 1L << (32 - prefix);
        for (long offset = 0; offset + step <= range.size(); ) {
            Subnet candidate = new Subnet(range.base().plus((int) offset), prefix);
            Optional<Subnet> blocker = taken.stream()
                    .filter(other -> other.prefix() > 0 && other.overlaps(candidate))
                    .findFirst();
            if (blocker.isEmpty()) {
                return candidate;
            }
            long past = Integer.toUnsignedLong(blocker.get().last().bits())
                    - Integer.toUnsignedLong(range.base().bits())
                    + 1;
            offset = Math.max(offset + step, (past + step - 1) / step * step);
        }
        List<Subnet> blockers = taken.stream()
                .filter(other -> other.prefix() > 0 && other.overlaps(range))
                .sorted()
                .toList();
        throw new JstackException(
                NetworkError.ADDRESS_POOL_EXHAUSTED,
                "no free /%d for network %s in the address pool %s: taken by %s"
                        .formatted(prefix, network.name(), range, shown(blockers)),
                "remove a network that is not needed, or give the engine another address pool");
    }

    private static String shown(List<Subnet> blockers) {
        List<String> first = blockers.stream().limit(8).map(Subnet::toString).toList();
        int more = blockers.size() - first.size();
        return String.join(", ", first) + (more > 0 ? " and %d more".formatted(more) : "");
    }

    /** Refuses an address that no interface of the subnet can bear. */
    static void require(NetworkSpec network, Subnet subnet, Ipv4 address, String what) {
        boolean usable = subnet.contains(address) && !address.equals(subnet.base()) && !address.equals(subnet.last());
        if (!usable) {
            throw invalid(network, "%s %s is not an address of %s".formatted(what, address, subnet));
        }
    }

    private static JstackException invalid(NetworkSpec network, String what) {
        return new JstackException(
                NetworkError.ADDRESS_INVALID,
                "%s, in network %s".formatted(what, network.name()),
                "correct ipam.config, or leave it out");
    }
}
