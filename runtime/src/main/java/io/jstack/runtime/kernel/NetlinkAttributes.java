package io.jstack.runtime.kernel;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The attributes of a message or of another attribute, read where they lie; of a type that comes twice the last counts, as in the
 * kernel, and a length that leads outside ends the reading.
 */
public final class NetlinkAttributes {
    private static final int HEADER = 4;
    private static final int TYPE_MASK = 0x3fff;
    private static final int NONE = -1;

    private final ByteBuffer in;
    private final int from;
    private final int to;

    NetlinkAttributes(ByteBuffer in, int from, int to) {
        this.in = in;
        this.from = from;
        this.to = to;
    }

    public Optional<byte[]> bytes(int attribute) {
        int at = find(attribute);
        return at == NONE ? Optional.empty() : Optional.of(value(at, valueLength(at)));
    }

    /** A text, without the NUL at its end. */
    public Optional<String> string(int attribute) {
        int at = find(attribute);
        if (at == NONE) {
            return Optional.empty();
        }
        int length = valueLength(at);
        while (length > 0 && in.get(at + HEADER + length - 1) == 0) {
            length--;
        }
        return Optional.of(new String(value(at, length), StandardCharsets.UTF_8));
    }

    public Optional<Integer> u32(int attribute) {
        int at = find(attribute);
        return at == NONE || valueLength(at) < Integer.BYTES ? Optional.empty() : Optional.of(in.getInt(at + HEADER));
    }

    /** An IPv4 address as a number, the first byte in the highest place. */
    public Optional<Integer> address(int attribute) {
        return bytes(attribute)
                .filter(value -> value.length == 4)
                .map(value -> ByteBuffer.wrap(value).getInt());
    }

    public Optional<Integer> u8(int attribute) {
        int at = find(attribute);
        return at == NONE || valueLength(at) < 1 ? Optional.empty() : Optional.of(in.get(at + HEADER) & 0xff);
    }

    public NetlinkAttributes nested(int attribute) {
        int at = find(attribute);
        return at == NONE ? new NetlinkAttributes(in, to, to) : new NetlinkAttributes(in, at + HEADER, at + length(at));
    }

    /** Where the header of the last of that type is. */
    private int find(int attribute) {
        int found = NONE;
        int at = from;
        while (at + HEADER <= to && length(at) >= HEADER && at + length(at) <= to) {
            if ((in.getShort(at + 2) & TYPE_MASK) == attribute) {
                found = at;
            }
            at += (length(at) + 3) & ~3;
        }
        return found;
    }

    private int length(int at) {
        return in.getShort(at) & 0xffff;
    }

    private int valueLength(int at) {
        return length(at) - HEADER;
    }

    private byte[] value(int at, int length) {
        byte[] value = new byte[length];
        in.get(at + HEADER, value);
        return value;
    }
}
