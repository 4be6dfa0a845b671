package io.jstack.runtime.kernel;

import java.util.ArrayList;
import java.util.List;

/** Which sockets of the calling thread's network namespace hold a port; sock_diag(7). */
public final class SocketDiagnosis {
    private static final int NETLINK_SOCK_DIAG = 4;
    private static final int SOCK_DIAG_BY_FAMILY = 20;
    private static final int TIME_WAIT = 6;
    private static final int LISTEN = 10;
    private static final List<Integer> FAMILIES = List.of(2, 10);

    private SocketDiagnosis() {}

    /**
     * A socket.
     *
     * @param inode its number, as links in /proc/PID/fd show it; 0 for one that no process has any more
     * @param lingering a connection that has ended and waits in TIME_WAIT
     * @param listening for connections, or for datagrams
     */
    public record Holder(long inode, boolean lingering, boolean listening) {}

    /** All sockets whose own port is {@code port}; since Linux 6.8 also those that are bound and not listening. */
    public static List<Holder> holders(SocketBinding.Transport transport, int port) {
        List<Holder> holders = new ArrayList<>();
        try (NetlinkSocket socket = NetlinkSocket.open(NETLINK_SOCK_DIAG, 0)) {
            for (int family : FAMILIES) {
                for (NetlinkMessage message : socket.dump(request(family, transport.protocol(), port))) {
                    int own = message.u8(4) << 8 | message.u8(5);
                    if (own == port) {
                        int state = message.u8(1);
                        long inode = Integer.toUnsignedLong(message.s32(68));
                        boolean listening = state == LISTEN || transport == SocketBinding.Transport.DATAGRAM;
                        holders.add(new Holder(inode, state == TIME_WAIT, listening));
                    }
                }
            }
        }
        return holders;
    }

    /** {@code struct inet_diag_req_v2}: every state, this source port. */
    private static NetlinkRequest request(int family, int protocol, int port) {
        return NetlinkRequest.of("ss", SOCK_DIAG_BY_FAMILY).inetDiagRequest(family, protocol, port);
    }
}
