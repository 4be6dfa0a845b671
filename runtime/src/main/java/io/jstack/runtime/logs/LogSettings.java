package io.jstack.runtime.logs;

import io.jstack.values.Bytes;

/**
 * How much of a log is kept: Compose's {@code logging.options} {@code max-size} and {@code max-file}.
 *
 * @param maxSize a file that would grow above this is put aside for a new one; no line is ever cut for it
 * @param maxFiles files kept, the present one included
 */
public record LogSettings(Bytes maxSize, int maxFiles) {
    /** 10 MB times three. Docker keeps everything by default, until the disk is full (moby#27957). */
    public static final LogSettings DEFAULT = new LogSettings(new Bytes(10_000_000), 3);

    public LogSettings {
        if (maxSize.value() <= 0 || maxFiles <= 0) {
            throw new IllegalArgumentException(
                    "a log keeps at least one byte in one file, not %s in %d".formatted(maxSize, maxFiles));
        }
    }
}
