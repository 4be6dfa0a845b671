package io.jstack.engine;

import io.jstack.runtime.logs.LogLine;

/** Takes log lines; called from one thread at a time, and may block while its own reader is slow. */
public interface LogListener {
    /**
     * A line, or a part of a very long one.
     *
     * @param container its name without the project: {@code db-1}
     */
    void line(String container, LogLine line);

    /** No further line is at hand now: what was gathered may be shown. */
    void caughtUp();
}
