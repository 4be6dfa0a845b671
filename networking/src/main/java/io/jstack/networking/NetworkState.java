package io.jstack.networking;

/**
 * A network as it stands on this host.
 *
 * @param spec what was asked for
 * @param bridge the name of its bridge link, at most 15 characters
 * @param subnet its addresses
 * @param gateway the bridge's own address
 */
public record NetworkState(NetworkSpec spec, String bridge, Subnet subnet, Ipv4 gateway) {}
