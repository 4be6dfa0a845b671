package io.jstack.networking;

import io.jstack.values.ErrorCode;

/** What can go wrong between a container and the network. */
public enum NetworkError implements ErrorCode {
    /** A host port is held by someone else. */
    PORT_IN_USE,
    /** The address to publish on belongs to no interface of this host. */
    HOST_ADDRESS_UNKNOWN,
    /** No host port is left to choose from. */
    NO_PORT_LEFT,
    /** No subnet of the wanted size is free in the address pool. */
    ADDRESS_POOL_EXHAUSTED,
    /** A subnet, gateway or address that the file asks for contradicts another. */
    ADDRESS_INVALID,
    /** A subnet that the file asks for overlaps a route of the host or another network. */
    SUBNET_OVERLAPS,
    /** Two replicas ask for one address. */
    ADDRESS_IN_USE,
    /** The kernel refused a change to links, addresses, routes or packet filter. */
    KERNEL_REFUSED,
    /** This host lacks something that networking cannot do without. */
    HOST_UNSUITABLE,
    /** A file of the host could not be read or written. */
    FILE_FAILED
}
