package io.jstack.runtime.kernel;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        return over(NetlinkSocket.open(NetlinkSocket.NETLINK_ROUTE, 0));
    }

    static LinkRemoval over(NetlinkSocket socket) {
        return new LinkRemoval(socket);
    }

    /**
     * Returns when each link is gone. One that was not there counts as removed.
     *
     * @param requests by the name of the link that each removes, among others perhaps
     * @throws KernelException when the kernel refuses one
     */
    public synchronized void remove(Map<String, NetlinkRequest> requests) {
        if (requests.isEmpty()) {
            return;
        }
        Map<String, Integer> numbers = new HashMap<>();
        List<byte[]> encoded = new ArrayList<>();
        int next = socket.reserve(requests.size());
        for (Map.Entry<String, NetlinkRequest> request : requests.entrySet()) {
            encoded.add(request.getValue().encode(next, NetlinkRequest.NLM_F_ACK));
            numbers.put(request.getKey(), next++);
        }
        drain(); // what the last removal did not wait for
        socket.join(RTNLGRP_LINK);
        try {
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> socket.transmit(encoded), SENDERS);
            if (!await(sent, requests, numbers)) {
                askAgain(sent, requests);
            }
        } finally {
            socket.leave(RTNLGRP_LINK);
        }
    }

    /** False when news or answers were lost. */
    private boolean await(
            CompletableFuture<Void> sent, Map<String, NetlinkRequest> requests, Map<String, Integer> numbers) {
        while (!numbers.isEmpty()) {
            if (!Poll.readable(LOOK_AT_THE_SENDER, socket.fd())[0]) {
                if (sent.isCompletedExceptionally()) {
                    join(sent);
                }
                continue;
            }
            Optional<List<NetlinkMessage>> messages = receive();
            if (messages.isEmpty()) {
                return false;
            }
            messages.get().forEach(message -> note(message, requests, numbers));
        }
        return true;
    }

    /**
     * What was removed answers as no link. Until all that waits has been read the kernel drops answers as well, and does not say so again.
     */
    private void askAgain(CompletableFuture<Void> sent, Map<String, NetlinkRequest> requests) {
        socket.leave(RTNLGRP_LINK);
        join(sent);
        drain();
        socket.send(List.copyOf(requests.values())).forEach(LinkRemoval::check);
    }

    private void drain() {
        while (Poll.readable(Duration.ZERO, socket.fd())[0]) {
            Optional<List<NetlinkMessage>> unused = receive();
        }
    }

    /** Empty when something was lost. */
    private Optional<List<NetlinkMessage>> receive() {
        try {
            return Optional.of(socket.receive());
        } catch (KernelException e) {
            if (e.errno() != Errno.ENOBUFS) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private static void join(CompletableFuture<Void> sent) {
        try {
            sent.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof KernelException refused ? refused : e;
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
