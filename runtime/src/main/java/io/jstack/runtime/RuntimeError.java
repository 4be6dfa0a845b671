package io.jstack.runtime;

import io.jstack.values.ErrorCode;

/** What can go wrong between a spec and a running container. */
public enum RuntimeError implements ErrorCode {
    /** The kernel is older than 5.12 or lacks something a container needs. */
    KERNEL_TOO_OLD,
    /** The engine does not run as root. */
    NOT_ROOT,
    /** The program is not in the image: exit code 127. */
    PROGRAM_NOT_FOUND,
    /** The program is there and cannot be executed: exit code 126. */
    PROGRAM_NOT_EXECUTABLE,
    /** The image's user or group name has no entry in its passwd or group file. */
    USER_NOT_FOUND,
    /** The spec asks for what this runtime does not do, or what would let a container out. */
    SPEC_REFUSED,
    /** A resource limit above the engine's own, which it lacks the right to raise. */
    LIMIT_REFUSED,
    /** A path of the image leads out of it or into a magic link. */
    PATH_ESCAPES,
    /** A system call of the launch failed: exit code 125. */
    LAUNCH_FAILED,
    /** The OCI runtime that a container asks for is not on this machine. */
    OCI_RUNTIME_MISSING,
    /** The OCI runtime that makes the container failed, or did not end. */
    OCI_RUNTIME_FAILED,
    /** Exec into a container that is paused or gone. */
    NOT_RUNNING,
    /** The container's process ended, or its pid belongs to another. */
    GONE
}
