package io.jstack.runtime;

import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.Pid;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A container that exists and waits at its gate: namespaces, mounts, limits and rights are in place, the move into its cgroup is
 * under way, its program has not started. {@link #hold} comes first, then the end by {@link #release} or {@link #abort}, exactly once.
 * Its descriptors are valid until then.
 */
public interface Prepared {
    /** The waiting process in the engine's pid namespace. */
    Pid pid();

    Fd pidfd();

    /** The container's network namespace; empty on the host's network. */
    Optional<Fd> networkNamespace();

    /** A NETLINK_ROUTE socket that lives in the container's network namespace, unbound; empty on the host's network. */
    Optional<Fd> netlink();

    /** The terminal's master where one was asked for. */
    Optional<Fd> terminal();

    /**
     * Begins to start the holder; it comes up beside whatever the caller does next.
     *
     * @param kept what the holder keeps beside the pidfd, the network namespace and the terminal; open until {@link #release} returns
     */
    void hold(List<Kept> kept);

    /**
     * Starts the program, once the holder is there.
     *
     * @param remember given the handle before the program starts: who keeps it somewhere else finds the program again, should the engine die
     *     at any moment after
     * @throws io.jstack.values.JstackException {@link RuntimeError#PROGRAM_NOT_FOUND} (127) or {@link RuntimeError#PROGRAM_NOT_EXECUTABLE} (126);
     *     nothing is left then
     */
    RunningContainer release(Consumer<ContainerHandle> remember);

    /** A program that is lost with the engine, should that die in this moment. */
    default RunningContainer release(List<Kept> kept) {
        hold(kept);
        return release(handle -> {});
    }

    /** Kills the waiting process and takes everything down. */
    void abort();
}
