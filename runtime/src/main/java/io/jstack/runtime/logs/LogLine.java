package io.jstack.runtime.logs;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** One line a container wrote, or a part of a very long one. */
public final class LogLine {
    private final Instant time;
    private final LogStream stream;
    private final byte[] bytes;
    private final boolean whole;

    LogLine(Instant time, LogStream stream, byte[] bytes, boolean whole) {
        this.time = time;
        this.stream = stream;
        this.bytes = bytes;
        this.whole = whole;
    }

    /** When the engine read it; strictly growing within a file. */
    public Instant time() {
        return time;
    }

    public LogStream stream() {
        return stream;
    }

    /** As the container wrote it, in whatever encoding, without the newline. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Read as UTF-8. */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** False for a part that the next line of the same stream goes on from, since it is longer than 16 KiB: print no newline after it. */
    public boolean endsHere() {
        return whole;
    }

    @Override
    public String toString() {
        return time + " " + stream + (whole ? " " : " (part) ") + text();
    }
}
