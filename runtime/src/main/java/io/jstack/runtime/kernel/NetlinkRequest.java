package io.jstack.runtime.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * One message to the kernel, written in the order of the wire; netlink(7). Each call appends: first the family's fixed header, then
 * attributes, padded to four bytes. Numbers are in the machine's byte order, addresses in network order.
 */
public final class NetlinkRequest {
    /** The request carries an answer's number: {@code struct nlmsghdr}. */
    static final int HEADER = 16;

    static final int NLM_F_REQUEST = 1;
    static final int NLM_F_ACK = 4;
    static final int NLM_F_DUMP = 0x300;
    /** Refuse where it is there already, for new things. */
    public static final int NLM_F_EXCL = 0x200;
    /** Make it where it is not. */
    public static final int NLM_F_CREATE = 0x400;
    /** Put it in the place of what is there. */
    public static final int NLM_F_REPLACE = 0x100;

    private static final int NLA_F_NESTED = 0x8000;

    private final String what;
    private final int type;
    private final int flags;
    private ByteBuffer body = buffer(256);

    private NetlinkRequest(String what, int type, int flags) {
        this.what = what;
        this.type = type;
        this.flags = flags;
    }

    /**
     * Starts a message.
     *
     * @param what for errors: the command it stands for, {@code link add jb0}
     * @param type {@code RTM_NEWLINK} and the like
     * @param flags beside {@code NLM_F_REQUEST}, which every message bears
     */
    public static NetlinkRequest of(String what, int type, int... flags) {
        return new NetlinkRequest(what, type, Arrays.stream(flags).reduce(0, (a, b) -> a | b));
    }

    /** {@code struct ifinfomsg} that names no link and changes no flag. */
    public NetlinkRequest ifinfomsg() {
        return ifinfomsg(0, 0, 0);
    }

    /**
     * {@code struct ifinfomsg}; rtnetlink(7).
     *
     * @param index of the link, 0 when an attribute names it
     * @param ifFlags {@code IFF_UP} and the like
     * @param change which of them count
     */
    public NetlinkRequest ifinfomsg(int index, int ifFlags, int change) {
        room(16).putInt(0).putInt(index).putInt(ifFlags).putInt(change);
        return this;
    }

    /** {@code struct ifaddrmsg} for IPv4; rtnetlink(7). */
    public NetlinkRequest ifaddrmsg(int prefix, int index) {
        room(8).put((byte) Rtnetlink.AF_INET)
                .put((byte) prefix)
                .put((byte) 0)
                .put((byte) 0)
                .putInt(index);
        return this;
    }

    /** {@code struct rtmsg} for an IPv4 unicast route of the main table; rtnetlink(7). */
    public NetlinkRequest rtmsg(int destinationPrefix) {
        room(12).put((byte) Rtnetlink.AF_INET)
                .put((byte) destinationPrefix)
                .put((byte) 0)
                .put((byte) 0)
                .put((byte) Rtnetlink.RT_TABLE_MAIN)
                .put((byte) Rtnetlink.RTPROT_BOOT)
                .put((byte) 0)
                .put((byte) Rtnetlink.RTN_UNICAST)
                .putInt(0);
        return this;
    }

    /** {@code struct rtmsg} of a dump: the family, and no wishes. */
    NetlinkRequest rtmsgForDump() {
        room(12).put((byte) Rtnetlink.AF_INET).put(new byte[11]);
        return this;
    }

    /** {@code struct inet_diag_req_v2} for all states of one own port; sock_diag(7). */
    NetlinkRequest inetDiagRequest(int family, int protocol, int port) {
        room(56).put((byte) family)
                .put((byte) protocol)
                .putShort((short) 0)
                .putInt(-1)
                .put((byte) (port >> 8))
                .put((byte) port)
                .put(new byte[38])
                .putLong(-1); // no cookie
        return this;
    }

    /** {@code struct nfgenmsg} of netfilter's subsystems; linux/netfilter/nfnetlink.h. */
    public NetlinkRequest nfgenmsg(int family) {
        return nfgenmsg(family, 0);
    }

    /** @param resource {@code res_id}: of a batch, the subsystem it is for */
    NetlinkRequest nfgenmsg(int family, int resource) {
        room(4).put((byte) family).put((byte) 0).put((byte) (resource >> 8)).put((byte) resource);
        return this;
    }

    /** An attribute of raw bytes. */
    public NetlinkRequest bytes(int attribute, byte[] value) {
        int padded = (value.length + 3) & ~3;
        room(4 + padded)
                .putShort((short) (4 + value.length))
                .putShort((short) attribute)
                .put(value);
        body.put(new byte[padded - value.length]);
        return this;
    }

    /** An attribute that is a text, ended by NUL. */
    public NetlinkRequest string(int attribute, String value) {
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        return bytes(attribute, Arrays.copyOf(text, text.length + 1));
    }

    public NetlinkRequest u8(int attribute, int value) {
        return bytes(attribute, new byte[] {(byte) value});
    }

    public NetlinkRequest u32(int attribute, int value) {
        byte[] four = new byte[4];
        ByteBuffer.wrap(four).order(ByteOrder.nativeOrder()).putInt(value);
        return bytes(attribute, four);
    }

    /** An attribute that holds attributes. */
    public NetlinkRequest nested(int attribute, UnaryOperator<NetlinkRequest> content) {
        room(4);
        int start = body.position();
        body.putShort((short) 0).putShort((short) attribute);
        NetlinkRequest same = content.apply(this);
        body.putShort(start, (short) (body.position() - start));
        return same;
    }

    /** A ready-made nest, marked {@code NLA_F_NESTED}, as netfilter insists. */
    NetlinkRequest bytesMarked(int attribute, byte[] nest) {
        return bytes(attribute | NLA_F_NESTED, nest);
    }

    /** The whole message with its number. */
    byte[] encode(int sequence, int moreFlags) {
        byte[] message = new byte[HEADER + body.position()];
        ByteBuffer.wrap(message)
                .order(ByteOrder.nativeOrder())
                .putInt(message.length)
                .putShort((short) type)
                .putShort((short) (flags | moreFlags | NLM_F_REQUEST))
                .putInt(sequence)
                .putInt(0)
                .put(body.duplicate().flip());
        return message;
    }

    private ByteBuffer room(int bytes) {
        if (body.remaining() < bytes) {
            ByteBuffer larger = buffer(Math.max(body.capacity() * 2, body.position() + bytes));
            body = larger.put(body.flip());
        }
        return body;
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
    }

    /** The command it stands for. */
    @Override
    public String toString() {
        return what;
    }
}
