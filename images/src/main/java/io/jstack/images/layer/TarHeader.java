package io.jstack.images.layer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One entry's header as POSIX 2001 has it (pax(1)): a ustar block, and before it an extended one for whatever does not fit. The same
 * entry always gives the same bytes.
 */
final class TarHeader {
    static final int BLOCK = 512;

    private static final int NAME = 100;
    private static final long MAX_OCTAL_8 = 07777777L;
    private static final long MAX_OCTAL_12 = 077777777777L;

    private final byte[] name;
    private final char type;
    private final byte[] block = new byte[BLOCK];
    private final Map<String, byte[]> extended = new LinkedHashMap<>();

    TarHeader(byte[] name, char type) {
        this.name = name;
        this.type = type;
        path("path", name, 0);
        block[156] = (byte) type;
        put(257, new byte[] {'u', 's', 't', 'a', 'r', 0, '0', '0'});
        octal(100, 8, 0);
        octal(108, 8, 0);
        octal(116, 8, 0);
        octal(124, 12, 0);
        octal(136, 12, 0);
        octal(329, 8, 0);
        octal(337, 8, 0);
    }

    TarHeader mode(int permissions) {
        octal(100, 8, permissions);
        return this;
    }

    TarHeader owner(int uid, int gid) {
        number("uid", 108, 8, Integer.toUnsignedLong(uid), MAX_OCTAL_8);
        number("gid", 116, 8, Integer.toUnsignedLong(gid), MAX_OCTAL_8);
        return this;
    }

    TarHeader size(long bytes) {
        number("size", 124, 12, bytes, MAX_OCTAL_12);
        return this;
    }

    /** Whole seconds, as Docker's archives have them: a fraction would cost a block for each entry. */
    TarHeader modified(long seconds) {
        number("mtime", 136, 12, seconds, MAX_OCTAL_12);
        return this;
    }

    TarHeader link(byte[] target) {
        path("linkpath", target, 157);
        return this;
    }

    TarHeader device(int major, int minor) {
        octal(329, 8, major);
        octal(337, 8, minor);
        return this;
    }

    TarHeader xattr(String key, byte[] value) {
        extended.put("SCHILY.xattr." + key, value);
        return this;
    }

    byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (!extended.isEmpty()) {
            byte[] records = records();
            TarHeader before = new TarHeader(extendedName(), 'x').mode(0644).size(records.length);
            out.writeBytes(before.sealed());
            out.writeBytes(records);
            out.writeBytes(new byte[padding(records.length)]);
        }
        out.writeBytes(sealed());
        return out.toByteArray();
    }

    static int padding(long size) {
        return (int) ((BLOCK - size % BLOCK) % BLOCK);
    }

    private static byte[] extendedName() {
        return "PaxHeaders.0/entry".getBytes(StandardCharsets.US_ASCII);
    }

    private byte[] records() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        extended.forEach((key, value) -> {
            byte[] head = (" " + key + "=").getBytes(StandardCharsets.ISO_8859_1);
            int rest = head.length + value.length + 1;
            int length = rest + Integer.toString(rest).length();
            length = rest + Integer.toString(length).length();
            out.writeBytes(Integer.toString(length).getBytes(StandardCharsets.US_ASCII));
            out.writeBytes(head);
            out.writeBytes(value);
            out.write('\n');
        });
        return out.toByteArray();
    }

    private byte[] sealed() {
        Arrays.fill(block, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte b : block) {
            sum += b & 0xff;
        }
        put(148, String.format("%06o", sum).getBytes(StandardCharsets.US_ASCII));
        block[154] = 0;
        block[155] = ' ';
        return block;
    }

    private void path(String key, byte[] path, int at) {
        boolean plain = path.length <= NAME;
        for (byte b : path) {
            plain &= b > 0;
        }
        put(at, Arrays.copyOf(path, Math.min(path.length, NAME)));
        if (!plain && type != 'x') {
            extended.put(key, path);
        }
    }

    private void number(String key, int at, int length, long value, long most) {
        if (value >= 0 && value <= most) {
            octal(at, length, value);
        } else {
            extended.put(key, Long.toString(value).getBytes(StandardCharsets.US_ASCII));
        }
    }

    private void octal(int at, int length, long value) {
        String text = Long.toOctalString(value);
        int start = at + length - 1 - text.length();
        Arrays.fill(block, at, start, (byte) '0');
        put(start, text.getBytes(StandardCharsets.US_ASCII));
    }

    private void put(int at, byte[] bytes) {
        System.arraycopy(bytes, 0, block, at, bytes.length);
    }

    @Override
    public String toString() {
        return type + " " + new String(name, StandardCharsets.UTF_8);
    }
}
