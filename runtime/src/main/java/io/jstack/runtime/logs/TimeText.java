package io.jstack.runtime.logs;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;

/**
 * Reads the times of a log, {@code 2026-01-02T03:04:05.678901234Z}. A second has thousands of lines, so its date is worked out once; the
 * rest is nine digits.
 */
final class TimeText {
    static final int LENGTH = 30;
    private static final int SECOND = 19;

    private final byte[] known = new byte[SECOND];
    private long epochSecond;

    /** @throws DateTimeException where it is no such time */
    Instant read(byte[] bytes, int from) {
        if (!Arrays.equals(bytes, from, from + SECOND, known, 0, SECOND)) {
            // whole, so that what is remembered is known to be a time
            Instant time = Instant.parse(new String(bytes, from, LENGTH, StandardCharsets.US_ASCII));
            epochSecond = time.getEpochSecond();
            System.arraycopy(bytes, from, known, 0, SECOND);
            return time;
        }
        if (bytes[from + SECOND] != '.' || bytes[from + LENGTH - 1] != 'Z') {
            throw new DateTimeException("no fraction of nine digits");
        }
        int nanos = 0;
        for (int at = from + SECOND + 1; at < from + LENGTH - 1; at++) {
            int digit = bytes[at] - '0';
            if (digit < 0 || digit > 9) {
                throw new DateTimeException("no digit");
            }
            nanos = nanos * 10 + digit;
        }
        return Instant.ofEpochSecond(epochSecond, nanos);
    }
}
