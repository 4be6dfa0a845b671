package io.jstack.runtime.kernel;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Links, addresses and routes of one network namespace; rtnetlink(7). What can be asked for stands in {@link RtnetlinkRequests}. */
public final class Rtnetlink implements AutoCloseable {
    static final int AF_INET = 2;
    static final int RT_TABLE_MAIN = 254;
    static final int RTPROT_BOOT = 3;
    static final int RTN_UNICAST = 1;

    private static final Duration RUNNING_WITHIN = Duration.ofSeconds(2);
    private static final Duration RUNNING_POLL = Duration.ofMillis(2);

    private final NetlinkSocket socket;

    private Rtnetlink(NetlinkSocket socket) {
        this.socket = socket;
    }

    /** Of the calling thread's network namespace. */
    public static Rtnetlink open() {
        return new Rtnetlink(NetlinkSocket.open(NetlinkSocket.NETLINK_ROUTE, 0));
    }

    /** Of the namespace that {@code netns} is a file of, {@code /proc/PID/ns/net}. */
    public static Rtnetlink openIn(Path netns) {
        try (Fd fd = Linux.open(netns.toString(), Linux.O_RDONLY)) {
            return SocketNamespace.in(fd, Rtnetlink::open);
        }
    }

    /** A socket of another network namespace for {@link #over}; the caller's to close. */
    public static Fd socketIn(Fd netns) {
        return SocketNamespace.in(netns, () -> NetlinkSocket.socket(NetlinkSocket.NETLINK_ROUTE));
    }

    /** Of the namespace in which {@code netlink} was opened, which stays its owner's: nothing is to be closed here. */
    public static Rtnetlink over(Fd netlink) {
        return new Rtnetlink(NetlinkSocket.over(netlink));
    }

    /** Sends all and returns the answers in the same order. */
    public List<NetlinkReply> send(List<NetlinkRequest> requests) {
        return socket.send(requests);
    }

    /** Sends all, and throws for the first that was not done. */
    public void apply(List<NetlinkRequest> requests) {
        send(requests).forEach(NetlinkReply::orThrow);
    }

    public void apply(NetlinkRequest request) {
        apply(List.of(request));
    }

    public List<RtnetlinkLink> links() {
        return socket.dump(RtnetlinkRequests.getLinks()).stream()
                .map(RtnetlinkLink::of)
                .toList();
    }

    public Optional<RtnetlinkLink> link(String name) {
        return socket.get(RtnetlinkRequests.getLink(name)).map(RtnetlinkLink::of);
    }

    /**
     * Waits until frames pass a link whose other end was just raised. The kernel's linkwatch notices that in its own time, up to a second
     * later; since Linux 6.8 asking for the one link makes it notice at once.
     */
    public void awaitRunning(String name) {
        long deadline = System.nanoTime() + RUNNING_WITHIN.toNanos();
        while (link(name).filter(RtnetlinkLink::running).isEmpty() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(RUNNING_POLL.toNanos());
        }
    }

    /** IPv4 addresses. */
    public List<RtnetlinkAddress> addresses() {
        return socket.dump(RtnetlinkRequests.getAddresses()).stream()
                .map(RtnetlinkAddress::of)
                .toList();
    }

    /** IPv4 routes of the main table. */
    public List<RtnetlinkRoute> routes() {
        return socket.dump(RtnetlinkRequests.getRoutes()).stream()
                .map(RtnetlinkRoute::of)
                .filter(route -> route.table() == RT_TABLE_MAIN)
                .toList();
    }

    @Override
    public void close() {
        socket.close();
    }
}
