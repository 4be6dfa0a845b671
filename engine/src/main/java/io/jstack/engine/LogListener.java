package io.jstack.engine;

import java.time.Instant;

/** Takes log lines; called from one thread at a time, and may block while its own reader is slow. */
public interface LogListener {
    /**
     * A line.
     *
     * @param container its name without the project: {@code db-1}
     * @param bytes as the container wrote them, without the line's end
     */
    void line(String container, Instant time, Origin origin, byte[] bytes, Part part);

    /** No further line is at hand now: what was gathered may be shown. */
    void caughtUp();

    /** The stream a line was written to. */
    enum Origin {
        STDOUT,
        STDERR
    }

    /** Whether the line ends here, or is a part of a very long one that goes on. */
    enum Part {
        LAST,
        GOES_ON
    }
}
