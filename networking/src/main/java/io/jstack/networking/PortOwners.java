package io.jstack.networking;

import java.util.Optional;

/** Who of jstack's own holds a host port. The engine knows; a bound socket only knows its holder process. */
@FunctionalInterface
public interface PortOwners {
    /** The owner, {@code project/service}, of a host port that this engine has reserved. */
    Optional<String> ownerOf(PublishedPort port, int hostPort);
}
