package io.jstack.orchestrator.model;

/** {@code network_mode}, and what its absence means. */
public sealed interface NetworkMode {
    /** A namespace of its own, on the service's networks. */
    record Own() implements NetworkMode {}

    /** A namespace of its own with nothing but loopback. */
    record None() implements NetworkMode {}

    record Host() implements NetworkMode {}

    /** {@code service:NAME}: the namespace of that service's container. */
    record OfService(String service) implements NetworkMode {}

    /** {@code container:NAME}. */
    record OfContainer(String container) implements NetworkMode {}
}
