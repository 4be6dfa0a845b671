package io.jstack.runtime;

import io.jstack.runtime.cgroup.CgroupStats;
import io.jstack.runtime.cgroup.Difference;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.Pid;
import io.jstack.runtime.oci.ProcessSpec;
import io.jstack.runtime.oci.Resources;
import io.jstack.runtime.oci.Seccomp;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** A container whose program runs, or has ended and was not discarded yet. Safe for use by several threads. */
public interface RunningContainer {
    ContainerHandle handle();

    /** The init process in the engine's pid namespace. */
    Pid pid();

    /** Completes once, when the init process is gone; at once for an adopted container that ended while no engine ran. */
    CompletableFuture<ExitStatus> exited();

    /** Sends a signal to the init process; nothing happens when it is gone. */
    void kill(int signal);

    /** Kills everything in the container: its cgroup where the kernel can, else the init process, with which the pid namespace ends. */
    void killAll();

    /** Freezes every process of the container. */
    void pause();

    void unpause();

    /** Whether its processes are frozen, also by somebody else. */
    boolean isFrozen();

    /** What its processes used up to now. */
    CgroupStats stats();

    /** Which of these limits the kernel no longer shows; empty when all hold. */
    List<Difference> differences(Resources wanted);

    /** The directories whose files show these limits, and whether it is frozen. */
    Set<Path> limitDirectories(Resources wanted);

    /**
     * Sets its limits again.
     *
     * @throws io.jstack.values.JstackException {@link io.jstack.runtime.cgroup.CgroupError#LIMIT_REFUSED}
     */
    void limit(Resources wanted);

    /** Whether its holder is there. Without one the container goes on, but another engine would not get back what the holder kept. */
    boolean isHeld();

    /**
     * Gives it another holder in the place of one that is gone; {@link #handle} is another afterwards.
     *
     * @param kept as given when it was released
     */
    void hold(List<Kept> kept);

    /**
     * Starts a process inside.
     *
     * @throws io.jstack.values.JstackException {@link RuntimeError#PROGRAM_NOT_FOUND}, {@link RuntimeError#PROGRAM_NOT_EXECUTABLE},
     *     {@link RuntimeError#NOT_RUNNING} when paused or gone, {@link RuntimeError#SPEC_REFUSED} where the waiting process could be attacked
     */
    ExecProcess exec(ExecSpec spec);

    /**
     * Runs a process inside to its end, on the calling thread; it reads nothing. Its children are killed with it where it takes too
     * long, and else left behind.
     *
     * @param most how many bytes of its output are kept
     * @throws io.jstack.values.JstackException as {@link #exec}
     */
    Captured capture(ProcessSpec process, Optional<Seccomp> seccomp, Duration patience, int most);

    /**
     * Likewise, for what is run again and again, as a health test: where it can, a small process stays inside, known there as {@code
     * jstack-health}, and starts it each time with that process' user, rights and directory.
     *
     * @throws io.jstack.values.JstackException as {@link #exec}
     */
    Captured captureAgain(ProcessSpec process, Optional<Seccomp> seccomp, Duration patience, int most);

    /** The terminal's master where the container has one; stays this object's. */
    Optional<Fd> terminal();

    /** Sets the terminal's size; nothing happens without a terminal. */
    void resize(TerminalSize size);

    /**
     * Puts another file of the host where one is bound in the container, in one step: whoever opens it sees one of them, whole.
     *
     * @param destination where, absolute in the container
     * @param before what is bound there
     * @return false where it is not, or no longer, or nothing runs; nothing has changed then
     */
    boolean exchange(String destination, Path before, Path after);

    /** The network namespace, also after the end: a restart joins it. Empty on the host's network. Stays this object's. */
    Optional<Fd> networkNamespace();

    /** A new duplicate of a kept descriptor, by its name; the caller's to close. */
    Optional<Fd> kept(String name);

    /**
     * Ends the holder and closes everything: the network namespace and what it contains die unless somebody else holds them. An ended
     * run's group and overlay, which the next run might have, stay for what is left of their moment, where nobody else minds.
     */
    void letGo();

    /** The same, and returns once nothing is left: its upper directory may be mounted elsewhere, or removed. */
    void discard();
}
