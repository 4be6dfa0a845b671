package io.jstack.runtime.kernel;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/**
 * Removes links, and waits until they are gone, not until the kernel answers: that it does an rcu_barrier later (netdev_run_todo), 10 to 35
 * ms in which nobody can see the link any more. All who listen for links are told before (rtnetlink(7), RTM_DELLINK). Belongs to the
 * network namespace of the thread that opened it.
 */
public final class LinkRemoval implements AutoCloseable {
    private static final int RTM_DELLINK = 17;
    private static final int RTNLGRP_LINK = 1;
    private static final int AF_UNSPEC = 0;
    private static final Duration LOOK_AT_THE_SENDER = Duration.ofMillis(100);
    private static final Executor SENDERS = Pool.of("link-removal");

    private final NetlinkSocket socket;

    private LinkRemoval(NetlinkSocket socket) {
        this.socket = socket;
    }

    public static LinkRemoval open() {
        return new LinkRemoval(NetlinkSocket.open(NetlinkSocket.NETLINK_ROUTE, 0));
    }

    /**
     * Returns when each link is gone. One that was not there counts as removed.
     *
     * @param requests by the name of the link that each removes, among others perhaps
     * @throws KernelException when the kernel refuses one
     */
    public synchronized void remove(Map<String, NetlinkRequest> requests) {
        Map<String, Integer> numbers = new HashMap<>();
        List<byte[]> encoded = new ArrayList<>();
        int next = socket.reserve(requests.size());
        for (Map.Entry<String, NetlinkRequest> request : requests.entrySet()) {
            encoded.add(request.getValue().encode(next, NetlinkRequest.NLM_F_ACK));
            numbers.put(request.getKey(), next++);
        }
        socket.join(RTNLGRP_LINK);
        CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> socket.transmit(encoded), SENDERS);
        try {
            while (!numbers.isEmpty()) {
                if (Poll.readable(LOOK_AT_THE_SENDER, socket.fd())[0]) {
                    socket.receive().forEach(message -> note(message, requests, numbers));
                } else if (sent.isCompletedExceptionally()) {
                    sent.join();
                }
            }
        } catch (CompletionException e) {
            throw e.getCause() instanceof KernelException refused ? refused : e;
        } catch (KernelException e) {
            if (e.errno() != Errno.ENOBUFS) {
                throw e;
            }
            // answers or news were lost: what was done is no link any more
            sent.join();
            socket.send(List.copyOf(requests.values())).forEach(LinkRemoval::check);
        } finally {
            socket.leave(RTNLGRP_LINK);
        }
    }

    private static void note(
            NetlinkMessage message, Map<String, NetlinkRequest> requests, Map<String, Integer> numbers) {
        if (message.type() == RTM_DELLINK && message.u8(0) == AF_UNSPEC) {
            numbers.remove(RtnetlinkLink.of(message).name());
        } else if (message.type() == NetlinkSocket.NLMSG_ERROR) {
            requests.forEach((name, request) -> {
                if (numbers.remove(name, message.sequence())) {
                    check(NetlinkReply.of(request, message));
                }
            });
        }
    }

    private static void check(NetlinkReply reply) {
        if (!reply.failedWith(Errno.ENODEV)) {
            reply.orThrow();
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
