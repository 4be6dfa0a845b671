package io.jstack.networking;

/**
 * Where a host port leads.
 *
 * @param reserved the host's side
 * @param target the container's address
 */
public record Publication(ReservedPort reserved, Ipv4 target) {}
