package io.jstack.runtime;

import io.jstack.values.ContainerId;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Makes containers, finds them again, and waits for their ends. One per engine; every method from any platform thread. */
public interface ContainerRuntime extends AutoCloseable {
    /** Loads the host's libraries, which {@link #boot} would wait for: on another thread, ahead of it. */
    static void load() {
        io.jstack.runtime.kernel.Libraries.load();
    }

    /**
     * Makes this JVM fit to launch containers: not dumpable (launch.md), libraries loaded, the exit watch running.
     *
     * @throws io.jstack.values.JstackException {@link RuntimeError#KERNEL_TOO_OLD}, {@link RuntimeError#NOT_ROOT}
     */
    static ContainerRuntime boot(RuntimeSettings settings) {
        return io.jstack.runtime.container.KernelRuntime.boot(settings);
    }

    /**
     * Makes the container up to its gate.
     *
     * @throws io.jstack.values.JstackException {@link RuntimeError#SPEC_REFUSED}, {@link RuntimeError#PATH_ESCAPES}, {@link
     *     RuntimeError#LAUNCH_FAILED}; nothing is left then
     */
    Prepared prepare(LaunchSpec spec);

    /**
     * Mounts the files of a container that does not run. Until they are closed it must not be prepared: see {@link OverlayRoot}.
     *
     * @throws io.jstack.values.JstackException {@link RuntimeError#SPEC_REFUSED}, {@link RuntimeError#LAUNCH_FAILED}; nothing is left
     *     then
     */
    RestingRoot open(RestingSpec spec);

    /**
     * Takes over a container that an earlier engine started. One that ended meanwhile is answered too, with its exit status when the
     * kernel still tells it.
     */
    RunningContainer adopt(ContainerHandle handle);

    /** Kills what an earlier engine of this instance left waiting at a gate; call before the first {@code prepare}. Their number. */
    int sweep();

    /**
     * Kills what an earlier engine of this instance had running, holder and control group included, unless it is {@code known}.
     *
     * @param ours containers of this instance: of these, also holders are ended that no known run has
     * @return how many ran, holders not counted
     */
    int endAllBut(Collection<ContainerHandle> known, Set<ContainerId> ours);

    /** Numbers for the user and group names of an image's configuration, read from the image's own passwd and group files. */
    io.jstack.runtime.oci.User resolveUser(String text, OverlayRoot root);

    /** Numbers for groups by name or number, read from the image's own group file. */
    List<Long> resolveGroups(List<String> groups, OverlayRoot root);

    /** Stops watching. Containers keep running; where there is none, nothing of this runtime stays on the host. */
    @Override
    void close();
}
