package io.jstack.runtime;

import io.jstack.runtime.kernel.Fd;

/** What a process has as its descriptors 0, 1 and 2. */
public sealed interface Stdio {
    /**
     * One each, and not the caller's own: a container that inherits the engine's output would keep it open. The descriptors stay the
     * caller's to close once the process runs. FIFOs are given to the process's user, so that {@code > /dev/stdout} works.
     */
    record Streams(Fd stdin, Fd stdout, Fd stderr) implements Stdio {}

    /** A pseudo terminal of the container's own devpts; the master is {@link Prepared#terminal}. */
    record Terminal(TerminalSize size) implements Stdio {}
}
