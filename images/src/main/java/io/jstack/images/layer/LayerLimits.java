package io.jstack.images.layer;

import io.jstack.images.ImageError;
import io.jstack.values.Bytes;
import io.jstack.values.JstackException;

/**
 * How much one layer may be: a small file must not fill the disk (CVE-2017-14992 and the gzip bombs before it).
 *
 * @param bytes of the uncompressed tar
 * @param entries of it
 * @param ratio uncompressed to compressed; looked at beyond {@link #RATIO_FREE} bytes
 * @param padding bytes after the end mark
 */
public record LayerLimits(Bytes bytes, long entries, long ratio, Bytes padding) {
    /** A preallocated database compresses a thousandfold too, and is no attack. */
    static final long RATIO_FREE = 2L << 30;

    /** Wide enough for any image seen so far. */
    public static final LayerLimits DEFAULT =
            new LayerLimits(new Bytes(128L << 30), 4_000_000, 400, new Bytes(64L << 20));

    void checkBytes(long uncompressed, long compressed) {
        if (uncompressed > bytes.value()) {
            throw tooLarge("more than " + bytes + " uncompressed");
        }
        if (uncompressed > RATIO_FREE && uncompressed / ratio > compressed) {
            throw tooLarge("%s from only %s compressed".formatted(new Bytes(uncompressed), new Bytes(compressed)));
        }
    }

    void checkEntries(long count) {
        if (count > entries) {
            throw tooLarge("more than " + entries + " entries");
        }
    }

    void checkPadding(long after) {
        if (after > padding.value()) {
            throw tooLarge("more than " + padding + " after the end of the tar");
        }
    }

    static JstackException tooLarge(String what) {
        return new JstackException(
                ImageError.LAYER_TOO_LARGE, "the layer is too large: " + what, "check where the image comes from");
    }
}
