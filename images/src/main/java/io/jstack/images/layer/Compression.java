package io.jstack.images.layer;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.tukaani.xz.XZInputStream;

/** How a tar is packed; told by its first bytes, since names and media types lie. Layers of an image know the first three only. */
public enum Compression {
    NONE(""),
    GZIP("\u001f\u008b"),
    ZSTD("(\u00b5/\u00fd"),
    BZIP2("BZh"),
    XZ("\u00fd7zXZ\0");

    private static final int BUFFER = 1 << 16;
    private static final int LONGEST = 6;

    /** What {@code xz -9} takes to unpack, doubled; a stream that asks for more is refused. */
    private static final int XZ_MEMORY_KIB = 128 << 10;

    /** A character for each byte. */
    private final String magic;

    Compression(String magic) {
        this.magic = magic;
    }

    /** Looks at the first bytes without taking them; {@code in} supports mark. */
    public static Compression detect(BufferedInputStream in) throws IOException {
        in.mark(LONGEST);
        String start = new String(in.readNBytes(LONGEST), StandardCharsets.ISO_8859_1);
        in.reset();
        return Arrays.stream(values())
                .filter(kind -> kind != NONE && start.startsWith(kind.magic))
                .findFirst()
                .orElse(NONE);
    }

    /** The plain bytes of what {@code packed} holds in any of these ways. */
    public static InputStream unpack(InputStream packed) throws IOException {
        BufferedInputStream in = new BufferedInputStream(packed, BUFFER);
        return switch (detect(in)) {
            case NONE -> in;
            case GZIP -> new GZIPInputStream(in, BUFFER);
            case ZSTD -> new ZstdInputStream(in);
            case BZIP2 -> new BZip2CompressorInputStream(in, true); // of several streams, as pbzip2 writes them
            case XZ -> new XZInputStream(in, XZ_MEMORY_KIB);
        };
    }
}
