package io.jstack.engine;

import io.jstack.values.ErrorCode;

/** What can go wrong between the rooms. */
public enum EngineError implements ErrorCode {
    /** A volume has no such path. */
    SUBPATH_MISSING,
    INSTANCE_NAME,
    ENGINE_RUNNING,
    STATE_DIRECTORY,
    STATE_NEWER,
    STATE_NOT_WRITTEN,
    DISK_FULL,
    NOT_ROOT,
    NOT_THIS_MACHINE,
    IN_A_CHROOT,
    KERNEL_TOO_OLD,
    NO_SUCH_CONTAINER,
    AMBIGUOUS_ID,
    NO_SUCH_PROJECT,
    NO_SUCH_NETWORK,
    NO_SUCH_VOLUME,
    VOLUME_NOT_EMPTY,
    IN_USE,
    BAD_VALUE,
    CONTAINER_NOT_RUNNING,
    CONTAINER_PAUSED,
    NAME_TAKEN,
    NO_COMMAND,
    INIT_MISSING,
    UNSUPPORTED,
    SECRET_NOT_AVAILABLE,
    EXTERNAL_MISSING,
    NO_SUCH_NETWORK_SOURCE,
    NO_SUCH_NAMESPACE_SOURCE,
    USER_UNKNOWN,
    NO_SUCH_FILE,
    FILE_NOT_WRITTEN,
    INTERRUPTED
}
