package io.jstack.runtime.kernel;

import java.time.Duration;

/**
 * Says when links, addresses, routes, forwarding or packet filter rules of a network namespace have changed. Only a hint to look again:
 * what was lost in an overrun (ENOBUFS) is a change, too. One thread of its own.
 */
public final class NetlinkEvents implements AutoCloseable {
    private static final int RTMGRP_LINK = 1;
    private static final int RTMGRP_IPV4_IFADDR = 0x10;
    private static final int RTMGRP_IPV4_ROUTE = 0x40;
    private static final int RTMGRP_IPV4_NETCONF = 1 << (24 - 1);
    private static final int NFNLGRP_NFTABLES = 1 << (7 - 1);
    private static final short POLLIN = 1;

    /** One change seldom comes alone: what follows within so long is told of together. */
    private static final Duration REST = Duration.ofMillis(10);

    private final NetlinkSocket routes;
    private final NetlinkSocket filter;
    private final Fd stop;
    private final Thread thread;

    private NetlinkEvents(NetlinkSocket routes, NetlinkSocket filter, Runnable changed) {
        this.routes = routes;
        this.filter = filter;
        this.stop = Linux.callForFd(Syscall.EVENTFD2, "stop", 0, Linux.O_CLOEXEC);
        this.thread = new Thread(() -> listen(changed), "netlink-events");
        thread.setDaemon(true);
    }

    /** Listens in the calling thread's network namespace; {@code changed} runs on the listening thread. */
    public static NetlinkEvents open(Runnable changed) {
        NetlinkSocket routes = NetlinkSocket.open(
                NetlinkSocket.NETLINK_ROUTE,
                RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV4_ROUTE | RTMGRP_IPV4_NETCONF);
        NetlinkSocket filter = NetlinkSocket.open(NetlinkSocket.NETLINK_NETFILTER, NFNLGRP_NFTABLES);
        NetlinkEvents events = new NetlinkEvents(routes, filter, changed);
        events.thread.start();
        return events;
    }

    private void listen(Runnable changed) {
        NativeMemory descriptors = NativeMemory.ofSize(24)
                .putInt(0, stop.number())
                .putShort(4, POLLIN)
                .putInt(8, routes.fd().number())
                .putShort(12, POLLIN)
                .putInt(16, filter.fd().number())
                .putShort(20, POLLIN);
        while (true) {
            Linux.raw(Syscall.POLL, descriptors, 3, -1);
            if (descriptors.getShort(6) != 0) {
                return;
            }
            boolean links = descriptors.getShort(14) != 0;
            boolean rules = descriptors.getShort(22) != 0;
            if (links) {
                routes.discard();
            }
            if (rules) {
                filter.discard();
            }
            if (links || rules) {
                changed.run();
                if (Poll.readable(REST, stop)[0]) {
                    return;
                }
            }
        }
    }

    @Override
    public void close() {
        Linux.write(stop, new byte[] {1, 0, 0, 0, 0, 0, 0, 0});
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        routes.close();
        filter.close();
        stop.close();
    }
}
