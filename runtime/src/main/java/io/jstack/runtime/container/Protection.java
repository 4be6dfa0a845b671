package io.jstack.runtime.container;

import java.util.EnumSet;
import java.util.Set;

/**
 * What keeps a container from reaching the engine that launches it (docs on launching: launch.md). All of them always hold; only tests
 * take one away, to see that the attack it is for then succeeds.
 */
enum Protection {
    /** The engine's memory cannot be read or written through a child that waits at a gate. */
    NOT_DUMPABLE,
    /** The engine's descriptors are closed in the thread's own table before it spawns. */
    CLOSED_DESCRIPTORS,
    /** The program and its interpreters are files of the image (CVE-2019-5736). */
    VERIFIED_PROGRAM,
    /** The working directory is one of the image's, and nothing of the host is reachable from where it is entered (CVE-2024-21626). */
    VERIFIED_DIRECTORY,
    /** Mount targets are resolved inside the root. */
    TARGETS_IN_ROOT,
    /** Host nodes are bound read-only. */
    READ_ONLY_NODES,
    /** A system call filter that would kill the engine is refused. */
    CHECKED_FILTER,
    /** Limits are the container's, not the engine's. */
    OWN_LIMITS,
    /** The file the engine runs from can be executed by nobody (CVE-2019-5736 by a race). */
    SEALED_BINARY,
    /** Everything a launching thread touches was loaded before it left the host's mount namespace. */
    WARMED_UP,
    /** No process is made where somebody who may trace it can see it wait. */
    NO_TRACER,
    /** No process joins a frozen container. */
    NOT_WHILE_PAUSED,
    /** Every file system of a container is mounted nodev. */
    CLOSED_NODES;

    static Set<Protection> all() {
        return EnumSet.allOf(Protection.class);
    }
}
