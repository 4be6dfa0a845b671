package io.jstack.runtime.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The attributes of a message or of another attribute; of a type that comes twice the last counts, as in the kernel. */
public final class NetlinkAttributes {
    private static final int TYPE_MASK = 0x3fff;

    private final Map<Integer, byte[]> values = new HashMap<>();

    /** Reads them from {@code bytes}, from {@code offset} on; a length that leads outside ends the reading. */
    NetlinkAttributes(byte[] bytes, int offset) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        int at = offset;
        while (at + 4 <= bytes.length) {
            int length = in.getShort(at) & 0xffff;
            if (length < 4 || at + length > bytes.length) {
                return;
            }
            byte[] value = new byte[length - 4];
            in.get(at + 4, value);
            values.put(in.getShort(at + 2) & TYPE_MASK, value);
            at += (length + 3) & ~3;
        }
    }

    public Optional<byte[]> bytes(int attribute) {
        return Optional.ofNullable(values.get(attribute));
    }

    /** A text, without the NUL at its end. */
    public Optional<String> string(int attribute) {
        return bytes(attribute).map(value -> {
            int length = value.length;
            while (length > 0 && value[length - 1] == 0) {
                length--;
            }
            return new String(value, 0, length, StandardCharsets.UTF_8);
        });
    }

    public Optional<Integer> u32(int attribute) {
        return bytes(attribute)
                .filter(value -> value.length >= 4)
                .map(value ->
                        ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getInt());
    }

    /** An IPv4 address as a number, the first byte in the highest place. */
    public Optional<Integer> address(int attribute) {
        return bytes(attribute)
                .filter(value -> value.length == 4)
                .map(value -> ByteBuffer.wrap(value).getInt());
    }

    public Optional<Integer> u8(int attribute) {
        return bytes(attribute).filter(value -> value.length >= 1).map(value -> value[0] & 0xff);
    }

    public NetlinkAttributes nested(int attribute) {
        return new NetlinkAttributes(bytes(attribute).orElse(new byte[0]), 0);
    }
}
