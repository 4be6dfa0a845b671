package io.jstack.runtime.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** One message from the kernel: the header's fields, then the family's fixed header, then attributes. */
public final class NetlinkMessage {
    private final int type;
    private final int flags;
    private final int sequence;
    /** The datagram it came in; all of its messages share the one. */
    private final ByteBuffer datagram;

    private final int from;
    private final int to;

    private NetlinkMessage(int type, int flags, int sequence, ByteBuffer datagram, int from, int to) {
        this.type = type;
        this.flags = flags;
        this.sequence = sequence;
        this.datagram = datagram;
        this.from = from;
        this.to = to;
    }

    /** Takes a datagram apart. */
    static List<NetlinkMessage> parse(byte[] datagram) {
        ByteBuffer in = ByteBuffer.wrap(datagram).order(ByteOrder.nativeOrder());
        List<NetlinkMessage> messages = new ArrayList<>();
        int at = 0;
        while (at + NetlinkRequest.HEADER <= datagram.length) {
            int length = in.getInt(at);
            if (length < NetlinkRequest.HEADER || at + length > datagram.length) {
                break;
            }
            messages.add(new NetlinkMessage(
                    in.getShort(at + 4) & 0xffff,
                    in.getShort(at + 6) & 0xffff,
                    in.getInt(at + 8),
                    in,
                    at + NetlinkRequest.HEADER,
                    at + length));
            at += (length + 3) & ~3;
        }
        return messages;
    }

    /** {@code RTM_NEWLINK} and the like. */
    public int type() {
        return type;
    }

    int flags() {
        return flags;
    }

    /** The number of the request it answers, 0 for an event. */
    int sequence() {
        return sequence;
    }

    public int u8(int offset) {
        return datagram.get(within(offset, Byte.BYTES)) & 0xff;
    }

    public int s32(int offset) {
        return datagram.getInt(within(offset, Integer.BYTES));
    }

    /** The attributes after a fixed header of that size. */
    public NetlinkAttributes attributes(int fixedHeader) {
        return new NetlinkAttributes(datagram, from + fixedHeader, to);
    }

    private int within(int offset, int length) {
        return from + Objects.checkFromIndexSize(offset, length, to - from);
    }
}
