package io.jstack.runtime.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class NewlinesTest {
    /** Neighbours of the newline and bytes with the highest bit are where arithmetic on eight at once goes wrong. */
    private static final byte[] BYTES = {'\n', '\n' + 1, '\n' - 1, (byte) ('\n' | 0x80), 0, 1, -1, 'x'};

    @Test
    void findsWhatALookAtEachByteFinds() {
        Random random = new Random(1);
        for (int round = 0; round < 100_000; round++) {
            byte[] bytes = new byte[random.nextInt(40)];
            int kinds = 1 + random.nextInt(BYTES.length); // of few kinds there are also many without a newline
            for (int at = 0; at < bytes.length; at++) {
                bytes[at] = BYTES[BYTES.length - 1 - random.nextInt(kinds)];
            }
            int from = random.nextInt(bytes.length + 1);
            int to = from + random.nextInt(bytes.length - from + 1);

            int expected = from;
            while (expected < to && bytes[expected] != '\n') {
                expected++;
            }
            assertThat(Newlines.first(bytes, from, to)).as("in %s", bytes).isEqualTo(expected);
        }
    }
}
