package io.jstack.images.layer;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Tells a tar, packed or not, by its first header's checksum. */
public final class TarProbe {
    private static final int CHECKSUM = 148;
    private static final int CHECKSUM_END = 156;

    private TarProbe() {}

    /** Reads a little of {@code in}; what is broken is no tar. */
    public static boolean isTar(InputStream in) throws IOException {
        CountedHash source = new CountedHash(in, Optional.empty(), count -> {});
        byte[] block;
        try {
            block = Compression.unpack(source).readNBytes(TarHeader.BLOCK);
        } catch (IOException e) {
            if (source.hasFailed()) {
                throw e;
            }
            return false; // only its first bytes look packed
        }
        if (block.length < TarHeader.BLOCK) {
            return false;
        }
        int sum = 0;
        long written = 0;
        for (int i = 0; i < block.length; i++) {
            boolean inField = i >= CHECKSUM && i < CHECKSUM_END;
            sum += inField ? ' ' : block[i] & 0xff;
            if (inField && block[i] >= '0' && block[i] <= '7') {
                written = written << 3 | (block[i] - '0');
            }
        }
        return block[0] != 0 && sum == written;
    }
}
