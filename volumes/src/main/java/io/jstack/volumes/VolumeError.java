package io.jstack.volumes;

import io.jstack.values.ErrorCode;

/** What can be wrong with a volume or a mount. */
public enum VolumeError implements ErrorCode {
    /** No volume of that name. */
    VOLUME_NOT_FOUND,
    /** A volume of that name exists and is made differently. */
    VOLUME_DIFFERS,
    /** Containers still mount it. */
    VOLUME_IN_USE,
    /** The record stands, the data directory is gone: somebody removed it behind our back. */
    VOLUME_DATA_MISSING,
    /** A directory stands where a new volume would go, and holds data of an unknown owner. */
    VOLUME_DIRECTORY_FOREIGN,
    /** The record cannot be read, or was written by a newer version. */
    VOLUME_RECORD_UNREADABLE,
    VOLUME_NAME_INVALID,
    VOLUME_DRIVER_UNSUPPORTED,
    VOLUME_OPTION_UNSUPPORTED,
    VOLUME_OPTION_INVALID,
    BIND_SOURCE_MISSING,
    BIND_PROPAGATION_UNSUPPORTED,
    TMPFS_OPTION_INVALID,
    MOUNT_TARGET_INVALID,
    MOUNT_TARGET_TWICE,
    /** The image's data could not be copied into a fresh volume. */
    COPY_UP_FAILED,
    /** No space left where the volumes lie. */
    DISK_FULL,
    /** The host's file system refused. */
    VOLUME_IO
}
