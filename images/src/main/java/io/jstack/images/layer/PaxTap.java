package io.jstack.images.layer;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Listens to a tar as the tar reader reads it, and keeps the pax records of the coming entry as bytes. The reader decodes their values as
 * UTF-8, which destroys a {@code security.capability} or any other binary attribute (libraries.md §4); pax(1) gives no encoding to them.
 */
final class PaxTap extends FilterInputStream {
    private static final int BLOCK = 512;
    private static final int MAX_RECORDS = 4 << 20;
    private static final int TYPE = 156;
    private static final int SIZE = 124;
    private static final int GNU_IS_EXTENDED = 482;
    private static final int GNU_EXTENSION_IS_EXTENDED = 504;

    private final byte[] block = new byte[BLOCK];
    private int filled;
    private long skip;
    private boolean extensionFollows;
    private byte[] capture = new byte[0];
    private int captured;
    private boolean capturing;
    private Map<String, byte[]> coming = Map.of();
    private Map<String, byte[]> current = Map.of();

    PaxTap(InputStream tar) {
        super(tar);
    }

    /** The records of the entry whose header was read last; not to be changed. */
    Optional<byte[]> record(String key) {
        return Optional.ofNullable(current.get(key));
    }

    /** What is read from, past the tap. */
    InputStream in() {
        return in;
    }

    /** All of them. */
    Map<String, byte[]> records() {
        return current;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = in.read(bytes, offset, length);
        if (count > 0) {
            observe(bytes, offset, count);
        }
        return count;
    }

    @Override
    public long skip(long count) throws IOException {
        byte[] thrown = new byte[(int) Math.min(count, 1 << 16)];
        int got = count <= 0 ? 0 : read(thrown, 0, thrown.length);
        return Math.max(got, 0);
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private void observe(byte[] bytes, int offset, int count) {
        int at = offset;
        int end = offset + count;
        while (at < end) {
            if (skip > 0) {
                int step = (int) Math.min(skip, end - at);
                if (capturing) {
                    capture(bytes, at, step);
                }
                skip -= step;
                at += step;
                if (skip == 0 && capturing) {
                    capturing = false;
                    coming = parse(capture);
                }
            } else {
                int step = Math.min(BLOCK - filled, end - at);
                System.arraycopy(bytes, at, block, filled, step);
                filled += step;
                at += step;
                if (filled == BLOCK) {
                    filled = 0;
                    header();
                }
            }
        }
    }

    private void capture(byte[] bytes, int at, int step) {
        int keep = Math.min(step, capture.length - captured);
        System.arraycopy(bytes, at, capture, captured, keep);
        captured += keep;
    }

    private void header() {
        if (extensionFollows) {
            extensionFollows = block[GNU_EXTENSION_IS_EXTENDED] != 0;
            return;
        }
        if (block[0] == 0 && block[TYPE] == 0) {
            return; // the end mark
        }
        byte type = block[TYPE];
        long size = number(block, SIZE, 12);
        if (type == 'x' || type == 'X') {
            if (size > MAX_RECORDS) {
                throw LayerLimits.tooLarge("pax records of " + size + " bytes");
            }
            capture = new byte[(int) size];
            captured = 0;
            capturing = size > 0;
        } else if (type != 'g' && type != 'L' && type != 'K') {
            current = coming;
            coming = Map.of();
            byte[] real = current.get("size");
            size = real == null ? size : decimal(real, size);
            extensionFollows = type == 'S' && block[GNU_IS_EXTENDED] != 0;
        }
        skip = (Math.max(size, 0) + BLOCK - 1) / BLOCK * BLOCK;
    }

    /** Octal text, or base-256 where the first bit is set. */
    private static long number(byte[] block, int at, int length) {
        long value = 0;
        if (block[at] < 0) {
            for (int i = at + 4; i < at + length; i++) {
                value = value << 8 | (block[i] & 0xff);
            }
            return value;
        }
        for (int i = at; i < at + length; i++) {
            if (block[i] >= '0' && block[i] <= '7') {
                value = value << 3 | (block[i] - '0');
            }
        }
        return value;
    }

    private static long decimal(byte[] text, long otherwise) {
        try {
            return Long.parseLong(new String(text, StandardCharsets.US_ASCII));
        } catch (NumberFormatException e) {
            return otherwise; // the tar reader refuses it with its own words
        }
    }

    /** {@code "%d %s=%s\n", length, keyword, value}; what does not have this form is left to the tar reader to refuse. */
    private static Map<String, byte[]> parse(byte[] text) {
        Map<String, byte[]> records = new LinkedHashMap<>();
        int at = 0;
        while (at < text.length) {
            int space = indexOf(text, (byte) ' ', at);
            int length = space < 0 ? 0 : (int) decimal(Arrays.copyOfRange(text, at, space), 0);
            int equals = space < 0 ? -1 : indexOf(text, (byte) '=', space);
            if (length <= 0 || length > text.length - at || equals < 0 || equals >= at + length) {
                return records;
            }
            String key = new String(text, space + 1, equals - space - 1, StandardCharsets.UTF_8);
            records.put(key, Arrays.copyOfRange(text, equals + 1, at + length - 1));
            at += length;
        }
        return records;
    }

    private static int indexOf(byte[] text, byte wanted, int from) {
        for (int i = from; i < text.length; i++) {
            if (text[i] == wanted) {
                return i;
            }
        }
        return -1;
    }
}
