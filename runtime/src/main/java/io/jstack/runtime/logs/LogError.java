package io.jstack.runtime.logs;

import io.jstack.values.ErrorCode;

/** What can go wrong with a container's log. */
public enum LogError implements ErrorCode {
    /** Its directory or a file in it cannot be made or opened. */
    LOG_UNAVAILABLE
}
