package io.jstack.runtime.kernel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A netlink socket; netlink(7). It belongs to the network namespace of the thread that opened it, wherever it is used. Any number of
 * messages goes out in one datagram; each is answered, and one that fails does not stop the rest, but in a batch.
 */
public final class NetlinkSocket implements AutoCloseable {
    public static final int NETLINK_ROUTE = 0;
    public static final int NETLINK_NETFILTER = 12;

    static final int NLMSG_ERROR = 2;
    static final int NLMSG_DONE = 3;

    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int SOL_NETLINK = 270;
    private static final int NETLINK_ADD_MEMBERSHIP = 1;
    private static final int NETLINK_DROP_MEMBERSHIP = 2;
    private static final int NETLINK_CAP_ACK = 10;
    private static final int NETLINK_EXT_ACK = 11;
    private static final int NETLINK_GET_STRICT_CHK = 12;
    private static final int NLM_F_DUMP_INTR = 0x10;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int RECEIVE_BYTES = 1 << 18;
    /** One answer: the kernel fills no more than this with a dump, and what it says of a single link is a tenth of it. */
    private static final int RECEIVE_BYTES_OF_ONE = 1 << 15;
    /** Answers wait in the socket until the datagram is worked off: more at once, and the kernel would drop some. */
    private static final int MESSAGES_AT_ONCE = 64;

    private final Fd fd;
    private final NativeMemory in;
    private int sequence;

    private NetlinkSocket(Fd fd, int most) {
        this.fd = fd;
        this.in = NativeMemory.ofSize(most);
        option(SOL_NETLINK, NETLINK_EXT_ACK, 1);
        option(SOL_NETLINK, NETLINK_CAP_ACK, 1);
        option(SOL_NETLINK, NETLINK_GET_STRICT_CHK, 1);
    }

    /**
     * Opens a socket in the calling thread's network namespace.
     *
     * @param protocol {@link #NETLINK_ROUTE} or {@link #NETLINK_NETFILTER}
     * @param groups bits of the multicast groups to listen to, 0 for none
     */
    public static NetlinkSocket open(int protocol, int groups) {
        Fd fd = socket(protocol);
        NativeMemory address = NativeMemory.ofSize(12).putShort(0, AF_NETLINK).putInt(8, groups);
        Linux.call(Syscall.BIND, "AF_NETLINK", fd, address, address.size());
        NetlinkSocket socket = new NetlinkSocket(fd, RECEIVE_BYTES);
        socket.receiveBuffer(1 << 20);
        return socket;
    }

    /** Not bound yet: it is by the first thing it sends, netlink(7). */
    static Fd socket(int protocol) {
        return Linux.callForFd(Syscall.SOCKET, "AF_NETLINK", AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);
    }

    /** One that somebody else opened, for acknowledgements and single answers; it asks in the namespace it was opened in. */
    static NetlinkSocket over(Fd fd) {
        return new NetlinkSocket(fd, RECEIVE_BYTES_OF_ONE);
    }

    /** How many bytes may wait, as socket(7) counts them. */
    void receiveBuffer(int bytes) {
        option(SOL_SOCKET, SO_RCVBUFFORCE, bytes);
    }

    /** What an option is for works less well without it, so a kernel that does not know it is left alone. */
    private void option(int level, int name, int value) {
        Linux.raw(Syscall.SETSOCKOPT, fd, level, name, NativeMemory.ofSize(4).putInt(0, value), 4);
    }

    /** Sends all, and waits for all answers, which come in the same order. */
    public synchronized List<NetlinkReply> send(List<NetlinkRequest> requests) {
        List<NetlinkReply> replies = new ArrayList<>(requests.size());
        for (int from = 0; from < requests.size(); from += MESSAGES_AT_ONCE) {
            replies.addAll(sendAtOnce(requests.subList(from, Math.min(from + MESSAGES_AT_ONCE, requests.size()))));
        }
        return replies;
    }

    private List<NetlinkReply> sendAtOnce(List<NetlinkRequest> requests) {
        int first = reserve(requests.size());
        List<byte[]> encoded = new ArrayList<>();
        for (NetlinkRequest request : requests) {
            encoded.add(request.encode(first + encoded.size(), NetlinkRequest.NLM_F_ACK));
        }
        transmit(encoded);
        Map<Integer, NetlinkReply> replies = new HashMap<>();
        while (replies.size() < requests.size()) {
            for (NetlinkMessage message : receive()) {
                int number = message.sequence() - first;
                if (message.type() == NLMSG_ERROR && number >= 0 && number < requests.size()) {
                    replies.put(number, NetlinkReply.of(requests.get(number), message));
                }
            }
        }
        List<NetlinkReply> ordered = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            ordered.add(replies.getOrDefault(i, missing(requests.get(i))));
        }
        return ordered;
    }

    /**
     * Sends what is done as one or not at all, between the two that mark it (nfnetlink.h). The answers come together, that of a failure
     * before that of the last; of hundreds of failures the kernel drops some.
     *
     * @throws KernelException why nothing was done
     */
    synchronized void sendBatch(NetlinkRequest begin, List<NetlinkRequest> requests, NetlinkRequest end) {
        List<NetlinkRequest> all = new ArrayList<>(List.of(begin));
        all.addAll(requests);
        all.add(end);
        discard(); // while answers wait that did not fit, it drops each new one, and says so only once
        int first = reserve(all.size());
        List<byte[]> encoded = new ArrayList<>();
        for (NetlinkRequest each : all) {
            int number = encoded.size();
            encoded.add(each.encode(first + number, number == requests.size() ? NetlinkRequest.NLM_F_ACK : 0));
        }
        transmit(encoded);
        while (true) {
            for (NetlinkMessage message : receive()) {
                int number = message.sequence() - first;
                if (message.type() == NLMSG_ERROR && number >= 0) {
                    NetlinkReply.of(all.get(number), message).orThrow();
                    return;
                }
            }
        }
    }

    private static NetlinkReply missing(NetlinkRequest request) {
        return new NetlinkReply(request, Optional.of(Errno.EIO), Optional.of("no answer"));
    }

    /** Asks for one thing; empty when the kernel says there is none (ENODEV, ENOENT). */
    public synchronized Optional<NetlinkMessage> get(NetlinkRequest request) {
        int number = ++sequence;
        transmit(List.of(request.encode(number, 0)));
        while (true) {
            for (NetlinkMessage message : receive()) {
                if (message.sequence() != number) {
                    continue;
                }
                if (message.type() != NLMSG_ERROR) {
                    return Optional.of(message);
                }
                NetlinkReply reply = NetlinkReply.of(request, message);
                if (reply.failedWith(Errno.ENODEV) || reply.failedWith(Errno.ENOENT)) {
                    return Optional.empty();
                }
                reply.orThrow();
            }
        }
    }

    /** Asks for everything of a kind. A table that changed meanwhile is asked for again. */
    public synchronized List<NetlinkMessage> dump(NetlinkRequest request) {
        while (true) {
            int number = ++sequence;
            transmit(List.of(request.encode(number, NetlinkRequest.NLM_F_DUMP)));
            List<NetlinkMessage> answer = new ArrayList<>();
            if (collect(request, number, answer)) {
                return answer;
            }
        }
    }

    /** True when the answer is whole and of one piece. */
    private boolean collect(NetlinkRequest request, int number, List<NetlinkMessage> answer) {
        boolean consistent = true;
        while (true) {
            for (NetlinkMessage message : receive()) {
                if (message.sequence() != number) {
                    continue;
                }
                consistent &= (message.flags() & NLM_F_DUMP_INTR) == 0;
                if (message.type() == NLMSG_ERROR) {
                    NetlinkReply.of(request, message).orThrow();
                }
                if (message.type() == NLMSG_DONE || message.type() == NLMSG_ERROR) {
                    return consistent;
                }
                answer.add(message);
            }
        }
    }

    /** Takes so many sequence numbers; returns the first. */
    synchronized int reserve(int count) {
        int first = sequence + 1;
        sequence += count;
        return first;
    }

    /** Listens to a multicast group from now on. */
    void join(int group) {
        option(SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, group);
    }

    void leave(int group) {
        option(SOL_NETLINK, NETLINK_DROP_MEMBERSHIP, group);
    }

    void transmit(List<byte[]> messages) {
        int length =
                messages.stream().mapToInt(message -> (message.length + 3) & ~3).sum();
        NativeMemory out = NativeMemory.ofSize(length);
        int at = 0;
        for (byte[] message : messages) {
            out.buffer().put(at, message);
            at += (message.length + 3) & ~3;
        }
        Linux.call(Syscall.SENDTO, "netlink", fd, out, length, 0, 0, 0);
    }

    /**
     * The next datagram.
     *
     * @throws KernelException ENOBUFS when messages were lost since the last call
     */
    List<NetlinkMessage> receive() {
        int length = receiveBytes();
        return NetlinkMessage.parse(in.bytes(0, length));
    }

    /** All datagrams that wait, for somebody to whom it says enough that there were any. */
    void discard() {
        long length;
        do {
            length = Linux.raw(Syscall.RECVFROM, fd, in, 0, MSG_DONTWAIT, 0, 0);
        } while (length >= 0 || length == -Errno.EINTR.number() || length == -Errno.ENOBUFS.number());
        if (length != -Errno.EAGAIN.number()) {
            throw new KernelException(Errno.of((int) -length), "recvfrom", "netlink");
        }
    }

    private int receiveBytes() {
        long length = Linux.raw(Syscall.RECVFROM, fd, in, in.size(), 0, 0, 0);
        while (length == -Errno.EINTR.number()) {
            length = Linux.raw(Syscall.RECVFROM, fd, in, in.size(), 0, 0, 0);
        }
        if (length < 0) {
            throw new KernelException(Errno.of((int) -length), "recvfrom", "netlink");
        }
        return (int) length;
    }

    /** The descriptor, for poll(2). */
    Fd fd() {
        return fd;
    }

    @Override
    public void close() {
        fd.close();
    }
}
