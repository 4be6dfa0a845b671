package io.jstack.networking;

/**
 * A container on a network, as it stands.
 *
 * @param spec what was asked for
 * @param hostLink the name of the host's end of the veth pair
 */
public record Endpoint(EndpointSpec spec, String hostLink) {}
