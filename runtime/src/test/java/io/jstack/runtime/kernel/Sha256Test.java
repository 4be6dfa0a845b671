package io.jstack.runtime.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Sha256Test {
    /** FIPS 180-2, appendix B.1. */
    @Test
    void itIsSha256() {
        assertThat(HexFormat.of().formatHex(Sha256.create().digest("abc".getBytes(StandardCharsets.US_ASCII))))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void itIsTheJdksForAnyContentInAnyPieces() throws Exception {
        Random random = new Random(5);
        MessageDigest ours = Sha256.create();
        for (int length : new int[] {0, 1, 55, 56, 63, 64, 65, 1000, (1 << 16) - 1, 1 << 16, 300_001}) {
            byte[] content = new byte[length];
            random.nextBytes(content);
            for (int at = 0; at < length; ) {
                int step = Math.min(length - at, 1 + random.nextInt(100_000));
                ours.update(content, at, step);
                at += step;
            }
            assertThat(ours.digest())
                    .as("%d bytes", length)
                    .isEqualTo(MessageDigest.getInstance("SHA-256").digest(content));
        }
    }

    @Test
    void oneDoesNotDisturbAnotherOfTheSameThread() throws Exception {
        MessageDigest a = Sha256.create();
        MessageDigest b = Sha256.create();
        a.update((byte) 1);
        b.update((byte) 2);
        a.update((byte) 3);
        assertThat(a.digest()).isEqualTo(MessageDigest.getInstance("SHA-256").digest(new byte[] {1, 3}));
        b.reset();
        assertThat(b.digest()).isEqualTo(MessageDigest.getInstance("SHA-256").digest());
    }
}
