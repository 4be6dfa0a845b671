package io.jstack.networking;

import java.util.Map;
import java.util.Optional;

/**
 * Compose {@code ipam.config[0]}: the addresses that a network wants.
 *
 * @param subnet absent: one of the address pool
 * @param gateway the bridge's own address; absent: the first of the subnet
 * @param range where addresses are chosen from; absent: the whole subnet
 * @param reserved {@code aux_addresses}: never given to a container
 */
public record Ipam(
        Optional<Subnet> subnet, Optional<Ipv4> gateway, Optional<Subnet> range, Map<String, Ipv4> reserved) {
    /** No wishes. */
    public static final Ipam ANY = new Ipam(Optional.empty(), Optional.empty(), Optional.empty(), Map.of());

    public Ipam {
        reserved = Map.copyOf(reserved);
    }
}
