package io.jstack.runtime.cgroup;

import io.jstack.values.ErrorCode;

/** What can go wrong with a control group. */
public enum CgroupError implements ErrorCode {
    /** No control group hierarchy is mounted, or it cannot be written. */
    CGROUP_UNAVAILABLE,
    /** A limit needs what this host's kernel does not offer. */
    LIMIT_UNSUPPORTED,
    /** The kernel refuses a limit's value. */
    LIMIT_REFUSED,
    /** The group still has processes, or did not stop in time. */
    CGROUP_BUSY
}
