package io.jstack.orchestrator.model;

import io.jstack.values.Bytes;

/**
 * {@code logging}, mapped to jstack's own log files.
 *
 * @param kept false: {@code driver: none}
 * @param maxSize of one file
 * @param maxFiles including the one written
 */
public record Logging(boolean kept, Bytes maxSize, int maxFiles) {
    /** Rotated unless the file says otherwise, so that a chatty service never fills the disk. */
    public static final Logging DEFAULT = new Logging(true, new Bytes(10 << 20), 3);
}
