package io.jstack.runtime;

import io.jstack.values.ContainerId;
import java.util.List;
import java.util.Optional;

/**
 * What another engine needs to find a running container again: plain values, for the caller to store as JSON.
 *
 * @param pid the init process in the engine's pid namespace
 * @param startTime field 22 of {@code /proc/<pid>/stat}, clock ticks since boot: tells a reused pid
 * @param holder pid of the process that keeps the descriptors
 * @param holderStartTime the holder's field 22
 * @param kept names of all kept descriptors in the holder's order: {@code pidfd}, {@code network}, {@code terminal}, then the caller's
 * @param terminal whether the holder keeps a terminal's master
 * @param cgroupsPath the container's cgroup
 * @param bundle of the OCI runtime that made it; empty: this runtime itself
 */
public record ContainerHandle(
        ContainerId id,
        int pid,
        long startTime,
        int holder,
        long holderStartTime,
        List<String> kept,
        boolean terminal,
        String cgroupsPath,
        Optional<OciBundle> bundle) {
    public ContainerHandle {
        kept = List.copyOf(kept);
    }

    /** The same container with another holder. */
    public ContainerHandle heldBy(int other, long otherStartTime, List<String> names) {
        return new ContainerHandle(id, pid, startTime, other, otherStartTime, names, terminal, cgroupsPath, bundle);
    }
}
