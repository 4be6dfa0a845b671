package io.jstack.runtime.logs;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * From a container's bytes to lines of the CRI's log format: {@code <RFC 3339 with nanoseconds> <stream> <F or P> <text>}. A line of more
 * than 16 KiB goes out in parts marked P, the last marked F (kubernetes, design proposal "CRI: logging").
 */
final class LineFormat {
    /** Longest text in one record. */
    static final int PART = 16 * 1024;

    /** Bytes before the text: time, stream, mark and three spaces. */
    static final int HEAD = 40;

    private static final int TIME = 30;
    private static final int STREAM_AT = TIME + 1;
    private static final int STREAM = 6;
    private static final int MARK_AT = STREAM_AT + STREAM + 1;
    private static final int SECONDS = 19;
    private static final byte WHOLE = 'F';
    private static final byte PARTIAL = 'P';

    /** What becomes of bytes at the end that are no whole line. */
    enum Rest {
        /** They wait for their newline. */
        WAITS,
        /** They go out as a part, because no more could be moved in behind them. */
        GOES_AS_PART,
        /** They go out as a line: nothing will follow. */
        IS_LAST
    }

    private final byte[] head = new byte[HEAD];
    private long second = Long.MIN_VALUE;
    private Instant last = Instant.EPOCH;
    private int consumed;
    private int produced;
    private boolean cut;
    /** Lines still to be taken whatever their size. */
    private int due;

    LineFormat() {
        head[SECONDS] = '.';
        head[TIME - 1] = 'Z';
        head[TIME] = ' ';
        head[MARK_AT - 1] = ' ';
        head[MARK_AT + 1] = ' ';
    }

    /** Bytes of the source that are now in the target. */
    int consumed() {
        return consumed;
    }

    /** Whether a line was left out because it did not fit. */
    boolean isCut() {
        return cut;
    }

    /** Bytes in the target. */
    int produced() {
        return produced;
    }

    /**
     * Formats as many lines as there are, or as fit.
     *
     * @param room bytes the result may have
     * @param least lines that are taken even when they do not fit into {@code room}
     * @param now the time of the first line; each further one is a nanosecond later, and none before the last of an earlier call
     */
    void format(
            byte[] source, int length, LogStream stream, Instant now, byte[] target, long room, int least, Rest rest) {
        consumed = 0;
        produced = 0;
        cut = false;
        start(stream, now);
        int limit = (int) Math.min(target.length, room);
        due = least;
        int start = 0;
        while (start < length) {
            int end = Newlines.first(source, start, Math.min(start + PART, length));
            boolean whole = end < length && source[end] == '\n';
            if (!whole && end == length) {
                break;
            }
            if (!put(source, start, end - start, whole ? WHOLE : PARTIAL, target, limit)) {
                return;
            }
            start = whole ? end + 1 : end;
            consumed = start;
        }
        if (start < length && rest != Rest.WAITS) {
            byte mark = rest == Rest.IS_LAST ? WHOLE : PARTIAL;
            if (put(source, start, length - start, mark, target, limit)) {
                consumed = length;
            }
        }
    }

    private boolean put(byte[] source, int from, int length, byte mark, byte[] target, int limit) {
        int size = HEAD + length + 1;
        if (produced + size > (due > 0 ? target.length : limit)) {
            cut = true;
            return false;
        }
        head[MARK_AT] = mark;
        System.arraycopy(head, 0, target, produced, HEAD);
        System.arraycopy(source, from, target, produced + HEAD, length);
        target[produced + size - 1] = '\n';
        produced += size;
        due--;
        tick();
        return true;
    }

    private void start(LogStream stream, Instant now) {
        System.arraycopy(stream.word().getBytes(StandardCharsets.US_ASCII), 0, head, STREAM_AT, STREAM);
        last = now.isAfter(last) ? now : last.plusNanos(1);
        writeTime();
    }

    /** The next nanosecond: mostly one digit changes. */
    private void tick() {
        last = last.plusNanos(1);
        int digit = TIME - 2;
        while (head[digit] == '9') {
            head[digit--] = '0';
        }
        if (digit == SECONDS) {
            writeTime();
        } else {
            head[digit]++;
        }
    }

    private void writeTime() {
        if (last.getEpochSecond() != second) {
            second = last.getEpochSecond();
            String text = LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC) + ":00";
            System.arraycopy(text.getBytes(StandardCharsets.US_ASCII), 0, head, 0, SECONDS);
        }
        int nanos = last.getNano();
        for (int digit = TIME - 2; digit > SECONDS; digit--) {
            head[digit] = (byte) ('0' + nanos % 10);
            nanos /= 10;
        }
    }
}
