package io.jstack.orchestrator;

import io.jstack.values.ErrorCode;

/** What can go wrong between a stack and its containers. */
public enum ControlError implements ErrorCode {
    /** No such project on this host. */
    PROJECT_UNKNOWN,
    /** No such service in the stack. */
    SERVICE_UNKNOWN,
    /** No such container in the project. */
    CONTAINER_UNKNOWN,
    /** Services wait for one another. */
    DEPENDENCY_CYCLE,
    /** Something a service depends on failed, or never will be what is asked of it. */
    DEPENDENCY_FAILED,
    /** A service ended or did not become healthy while it was waited for. */
    NOT_READY,
    /** A hook did not exit with 0. */
    HOOK_FAILED,
    /** Only a person can decide, and none was asked. */
    NEEDS_DECISION,
    /** An action failed for a reason that is a bug or the host's. */
    ACTION_FAILED,
    /** The caller gave up, or the engine is leaving. */
    INTERRUPTED,
    /** The remembered record is of a newer jstack. */
    RECORD_TOO_NEW,
    /** The remembered record cannot be read. */
    RECORD_DAMAGED,
    /** A value, such as a number of replicas, is impossible. */
    INVALID_OPTION
}
