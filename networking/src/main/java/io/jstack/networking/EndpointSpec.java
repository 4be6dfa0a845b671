package io.jstack.networking;

import java.util.Optional;
import java.util.Set;

/**
 * A container's place on one network.
 *
 * @param container its id: with the network it names the host's end of the veth pair
 * @param network where
 * @param address of the container
 * @param mac absent: derived from the address
 * @param interfaceName the container's end, {@code eth0}
 * @param traits what else holds
 */
public record EndpointSpec(
        String container,
        NetworkState network,
        Ipv4 address,
        Optional<Mac> mac,
        String interfaceName,
        Set<Trait> traits) {
    public EndpointSpec {
        traits = Set.copyOf(traits);
    }

    /** What holds of an endpoint. */
    public enum Trait {
        /** The container's default route leads here. */
        DEFAULT_ROUTE,
        /** The container has published ports and may reach itself through one of them. */
        PUBLISHES,
        /** Source addresses of frames are not checked: for a container that carries addresses of its own, such as a VRRP router. */
        FREE_SOURCE
    }

    /** The interface address, given or derived. */
    public Mac effectiveMac() {
        return mac.orElseGet(address::mac);
    }
}
