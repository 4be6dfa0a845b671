package io.jstack.networking;

import io.jstack.values.JstackException;
import java.util.List;

/** Takes host ports for keeps. */
@SuppressWarnings("DoNotCallSuggester") // signatures only, for an hour
public final class Ports {
    private final PortOwners owners;

    public Ports(PortOwners owners) {
        this.owners = owners;
    }

    /**
     * Takes every port or none. Each is bound, not listening, so nobody else can take it, and no one is kept from it by force.
     *
     * @param ports wanted; a range takes its first free port, {@link PortRange#DYNAMIC} any
     * @return in the same order
     * @throws JstackException with one problem for each port that cannot be had: {@link NetworkError#PORT_IN_USE}, naming the holder, {@link
     *     NetworkError#HOST_ADDRESS_UNKNOWN}, {@link NetworkError#NO_PORT_LEFT}
     */
    public List<ReservedPort> reserve(List<PublishedPort> ports) {
        throw new UnsupportedOperationException("reserve " + owners);
    }

    /** Closes this process's descriptors of reserved ports; a holder that has copies goes on keeping them. */
    public void release(List<ReservedPort> ports) {
        throw new UnsupportedOperationException("release " + ports);
    }
}
