package io.jstack.runtime.kernel;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/** Sockets that hold a port: bound, close-on-exec, non-blocking, and IPv6 for IPv6 only; ip(7), ipv6(7). */
public final class SocketBinding {
    /** What a socket carries. */
    public enum Transport {
        STREAM(1, 6),
        DATAGRAM(2, 17);

        private final int type;
        private final int protocol;

        Transport(int type, int protocol) {
            this.type = type;
            this.protocol = protocol;
        }

        int protocol() {
            return protocol;
        }
    }

    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int SOCK_NONBLOCK = 0x800;
    private static final int SOL_SOCKET = 1;
    private static final int SO_REUSEADDR = 2;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_V6ONLY = 26;
    private static final int F_DUPFD_CLOEXEC = 1030;
    private static final int BACKLOG = 4096;

    private SocketBinding() {}

    /**
     * Binds a socket without SO_REUSEADDR: as long as it is open nobody else gets the port.
     *
     * @throws KernelException EADDRINUSE, EADDRNOTAVAIL for an address that is not of this host, EAFNOSUPPORT without IPv6
     */
    public static Fd bind(Transport transport, InetAddress address, int port) {
        Fd fd = open(transport, address);
        return bound(fd, address, port);
    }

    /**
     * Binds in spite of ended connections that linger in TIME_WAIT for a minute; a living holder is still respected. Others are kept out
     * as firmly as by {@link #bind}.
     */
    public static Fd bindOverLingering(Transport transport, InetAddress address, int port) {
        Fd fd = open(transport, address);
        option(fd, SOL_SOCKET, SO_REUSEADDR, 1);
        Fd bound = bound(fd, address, port);
        option(bound, SOL_SOCKET, SO_REUSEADDR, 0);
        return bound;
    }

    private static Fd open(Transport transport, InetAddress address) {
        boolean six = address instanceof Inet6Address;
        Fd fd = Linux.callForFd(
                Syscall.SOCKET, transport, six ? AF_INET6 : AF_INET, transport.type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        if (six) {
            option(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1);
        }
        return fd;
    }

    private static Fd bound(Fd fd, InetAddress address, int port) {
        NativeMemory name = name(address, port);
        try {
            Linux.call(Syscall.BIND, address.getHostAddress() + " port " + port, fd, name, name.size());
            return fd;
        } catch (KernelException e) {
            fd.close();
            throw e;
        }
    }

    /** {@code struct sockaddr_in} or {@code sockaddr_in6}. */
    private static NativeMemory name(InetAddress address, int port) {
        boolean six = address instanceof Inet6Address;
        NativeMemory name = NativeMemory.ofSize(six ? 28 : 16).putShort(0, six ? AF_INET6 : AF_INET);
        ByteBuffer bytes = name.buffer();
        bytes.put(2, (byte) (port >> 8)).put(3, (byte) port);
        bytes.put(six ? 8 : 4, address.getAddress());
        if (address instanceof Inet6Address scoped) {
            name.putInt(24, scoped.getScopeId());
        }
        return name;
    }

    /** listen(2). Connections it accepts may linger in TIME_WAIT without keeping the port from its next owner. */
    public static void listen(Fd fd) {
        option(fd, SOL_SOCKET, SO_REUSEADDR, 1);
        Linux.call(Syscall.LISTEN, fd, fd, BACKLOG);
    }

    /** Another descriptor of the same socket, close-on-exec. */
    public static Fd duplicate(Fd fd) {
        return Fd.owning(Linux.fcntl(fd, F_DUPFD_CLOEXEC, 3));
    }

    /** True of an IPv6 socket; getsockname(2). */
    public static boolean isIpv6(Fd fd) {
        NativeMemory name = NativeMemory.ofSize(128);
        NativeMemory length = NativeMemory.ofSize(4).putInt(0, 128);
        Linux.call(Syscall.GETSOCKNAME, fd, fd, name, length);
        return name.getShort(0) == AF_INET6;
    }

    private static void option(Fd fd, int level, int option, int value) {
        Linux.call(
                Syscall.SETSOCKOPT,
                "option " + option,
                fd,
                level,
                option,
                NativeMemory.ofSize(4).putInt(0, value),
                4);
    }
}
