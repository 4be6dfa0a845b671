package io.jstack.runtime.security;

import io.jstack.values.ErrorCode;

/** What can be wrong with the rights a container asks for. */
public enum SecurityError implements ErrorCode {
    /** {@code cap_add} or {@code cap_drop} names what the kernel does not have. */
    UNKNOWN_CAPABILITY,
    /** A seccomp profile cannot be read, or says what libseccomp does not understand. */
    SECCOMP_PROFILE_INVALID,
    /** The host lacks libseccomp, and unfiltered is not what was asked for. */
    SECCOMP_UNAVAILABLE
}
