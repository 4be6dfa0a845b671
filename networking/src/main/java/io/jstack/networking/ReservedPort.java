package io.jstack.networking;

import io.jstack.runtime.kernel.Fd;
import java.util.List;

/**
 * A host port that is ours: bound sockets keep everyone else from it. Whoever keeps the descriptors (the holder) keeps the port; the
 * engine's own copies may be closed, and fetched again later, in the same order.
 *
 * @param port with exactly one host port
 * @param sockets bound, close-on-exec: IPv4 first, then IPv6
 */
public record ReservedPort(PublishedPort port, List<Fd> sockets) {
    public ReservedPort {
        sockets = List.copyOf(sockets);
    }

    /** The same host port, for another container. */
    public ReservedPort leadingTo(PublishedPort other) {
        return new ReservedPort(other.on(number()), sockets);
    }

    /** The host port. */
    public int number() {
        return port.hostPort().first();
    }
}
