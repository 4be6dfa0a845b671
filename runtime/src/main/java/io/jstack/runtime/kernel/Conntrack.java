package io.jstack.runtime.kernel;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Connection tracking of the calling thread's network namespace, through ctnetlink; linux/netfilter/nfnetlink_conntrack.h. It remembers
 * where a talking UDP client was led: after a switch those memories must go.
 */
public final class Conntrack {
    private static final int AF_INET = 2;
    private static final int IPCTNL_MSG_CT_GET = 1 << 8 | 1;
    private static final int IPCTNL_MSG_CT_DELETE = 1 << 8 | 2;
    private static final int NFGENMSG = 4;
    private static final int CTA_TUPLE_ORIG = 1;
    private static final int CTA_TUPLE_PROTO = 2;
    private static final int CTA_PROTO_NUM = 1;
    private static final int CTA_PROTO_DST_PORT = 3;

    private Conntrack() {}

    /**
     * Forgets every IPv4 connection that was addressed to one of these ports.
     *
     * @param protocol of the IP header, 17 for UDP
     * @return how many it were
     */
    public static int forget(int protocol, Set<Integer> ports) {
        try (NetlinkSocket socket = NetlinkSocket.open(NetlinkSocket.NETLINK_NETFILTER, 0)) {
            List<NetlinkRequest> deletes = entries(socket).stream()
                    .filter(entry -> addressedTo(entry, protocol, ports))
                    .map(Conntrack::delete)
                    .toList();
            return (int) socket.send(deletes).stream()
                    .filter(NetlinkReply::isDone) // the others have ended by themselves meanwhile
                    .count();
        }
    }

    private static List<NetlinkMessage> entries(NetlinkSocket socket) {
        return socket.dump(NetlinkRequest.of("conntrack -L", IPCTNL_MSG_CT_GET).nfgenmsg(AF_INET));
    }

    private static boolean addressedTo(NetlinkMessage entry, int protocol, Set<Integer> ports) {
        NetlinkAttributes proto =
                entry.attributes(NFGENMSG).nested(CTA_TUPLE_ORIG).nested(CTA_TUPLE_PROTO);
        Optional<Integer> port = proto.bytes(CTA_PROTO_DST_PORT)
                .filter(two -> two.length == 2)
                .map(two -> ByteBuffer.wrap(two).getShort() & 0xffff);
        return proto.u8(CTA_PROTO_NUM).filter(number -> number == protocol).isPresent()
                && port.filter(ports::contains).isPresent();
    }

    private static NetlinkRequest delete(NetlinkMessage entry) {
        byte[] tuple = entry.attributes(NFGENMSG).bytes(CTA_TUPLE_ORIG).orElse(new byte[0]);
        return NetlinkRequest.of("conntrack -D", IPCTNL_MSG_CT_DELETE)
                .nfgenmsg(AF_INET)
                .bytesMarked(CTA_TUPLE_ORIG, tuple);
    }
}
