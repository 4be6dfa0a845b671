package io.jstack.runtime;

import io.jstack.runtime.kernel.Fd;

/** Which network a container lives in. */
public sealed interface NetworkNamespace {
    /** A new one with only a loopback, down; also what {@code network_mode: none} means. */
    record Fresh() implements NetworkNamespace {}

    /** One that exists: the container's own, kept over a restart, or another container's. The descriptor stays the caller's. */
    record Joined(Fd namespace) implements NetworkNamespace {}

    /** The engine's: {@code network_mode: host}. */
    record Host() implements NetworkNamespace {}
}
