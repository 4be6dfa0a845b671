package io.jstack.runtime.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** One message from the kernel: the header's fields, then the family's fixed header, then attributes. */
public final class NetlinkMessage {
    private final int type;
    private final int flags;
    private final int sequence;
    private final byte[] payload;

    NetlinkMessage(int type, int flags, int sequence, byte[] payload) {
        this.type = type;
        this.flags = flags;
        this.sequence = sequence;
        this.payload = payload;
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
            byte[] payload = new byte[length - NetlinkRequest.HEADER];
            in.get(at + NetlinkRequest.HEADER, payload);
            messages.add(new NetlinkMessage(
                    in.getShort(at + 4) & 0xffff, in.getShort(at + 6) & 0xffff, in.getInt(at + 8), payload));
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
        return payload[offset] & 0xff;
    }

    public int s32(int offset) {
        return ByteBuffer.wrap(payload).order(ByteOrder.nativeOrder()).getInt(offset);
    }

    /** The attributes after a fixed header of that size. */
    public NetlinkAttributes attributes(int fixedHeader) {
        return new NetlinkAttributes(payload, fixedHeader);
    }
}
