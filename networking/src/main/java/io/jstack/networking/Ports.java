package io.jstack.networking;

import io.jstack.runtime.kernel.Errno;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.KernelException;
import io.jstack.runtime.kernel.SocketBinding;
import io.jstack.runtime.kernel.SocketBinding.Transport;
import io.jstack.values.JstackException;
import io.jstack.values.Problem;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Takes host ports for keeps. */
public final class Ports {
    private static final InetAddress ANY_4 = address(new byte[4]);
    private static final InetAddress ANY_6 = address(new byte[16]);

    private final PortOwners owners;

    public Ports(PortOwners owners) {
        this.owners = owners;
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * Takes every port or none. Each is bound, so nobody else can take it, and no one is kept from it by force.
     *
     * @param ports wanted; a range takes its first free port, {@link PortRange#DYNAMIC} any
     * @return in the same order
     * @throws JstackException with one problem for each port that cannot be had: {@link NetworkError#PORT_IN_USE}, naming the holder, {@link
     *     NetworkError#HOST_ADDRESS_UNKNOWN}, {@link NetworkError#NO_PORT_LEFT}
     */
    public List<ReservedPort> reserve(List<PublishedPort> ports) {
        List<ReservedPort> taken = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (PublishedPort port : ports) {
            try {
                taken.add(first(port, taken));
            } catch (JstackException e) {
                problems.addAll(e.problems());
            }
        }
        if (!problems.isEmpty()) {
            release(taken);
            throw new JstackException(problems);
        }
        return List.copyOf(taken);
    }

    /** Closes this process's descriptors of reserved ports; a holder that has copies goes on keeping them. */
    public void release(List<ReservedPort> ports) {
        ports.forEach(Ports::close);
    }

    private static void close(ReservedPort port) {
        port.sockets().forEach(Fd::close);
    }

    private ReservedPort first(PublishedPort port, List<ReservedPort> taken) {
        for (int number = port.hostPort().first(); number <= port.hostPort().last(); number++) {
            Optional<ReservedPort> reserved = bind(port.on(number), number);
            if (reserved.isPresent()) {
                return reserved.get();
            }
        }
        if (port.hostPort().first() != port.hostPort().last()) {
            throw problem(
                    NetworkError.NO_PORT_LEFT,
                    port,
                    "cannot publish %s for %s: every port of the range is taken".formatted(port, port.owner()),
                    "give a larger range");
        }
        throw inUse(port, taken);
    }

    /** Binds every address that the port is to answer on; empty when one of them is taken. */
    private static Optional<ReservedPort> bind(PublishedPort port, int number) {
        List<Fd> sockets = new ArrayList<>();
        for (InetAddress address : addresses(port)) {
            try {
                sockets.add(bind(port, address, number));
            } catch (KernelException e) {
                if (e.errno() == Errno.EAFNOSUPPORT && port.hostIp().isEmpty()) {
                    continue; // this host has no IPv6, so nobody will ask there
                }
                sockets.forEach(Fd::close);
                if (e.errno() == Errno.EADDRINUSE) {
                    return Optional.empty();
                }
                throw refused(port, address, e);
            }
        }
        return Optional.of(new ReservedPort(port, sockets));
    }

    private static Fd bind(PublishedPort port, InetAddress address, int number) {
        Transport transport = transport(port);
        try {
            return SocketBinding.bind(transport, address, number);
        } catch (KernelException e) {
            if (e.errno() == Errno.EADDRINUSE
                    && transport == Transport.STREAM
                    && PortHolder.onlyLingers(transport, number)) {
                return SocketBinding.bindOverLingering(transport, address, number);
            }
            throw e;
        }
    }

    private static List<InetAddress> addresses(PublishedPort port) {
        return port.hostIp().map(List::of).orElse(List.of(ANY_4, ANY_6));
    }

    private static Transport transport(PublishedPort port) {
        return port.protocol() == Protocol.TCP ? Transport.STREAM : Transport.DATAGRAM;
    }

    private JstackException inUse(PublishedPort port, List<ReservedPort> taken) {
        int number = port.hostPort().first();
        String holder = taken.stream()
                .filter(other -> other.number() == number && other.port().protocol() == port.protocol())
                .map(other -> other.port().owner())
                .findFirst()
                .or(() -> owners.ownerOf(port, number))
                .orElseGet(() -> PortHolder.of(transport(port), number));
        String instead = nextFree(port)
                .map(next -> "publish %s instead, or stop %s".formatted(port.on(next), holder))
                .orElse("stop " + holder);
        return problem(
                NetworkError.PORT_IN_USE,
                port,
                "cannot publish %s for %s: held by %s".formatted(port, port.owner(), holder),
                instead);
    }

    private static Optional<Integer> nextFree(PublishedPort port) {
        int from = port.hostPort().first() + 1;
        for (int number = from; number < Math.min(from + 1000, 65536); number++) {
            Optional<ReservedPort> free = bind(port, number);
            if (free.isPresent()) {
                close(free.get());
                return Optional.of(number);
            }
        }
        return Optional.empty();
    }

    private static JstackException refused(PublishedPort port, InetAddress address, KernelException e) {
        if (e.errno() == Errno.EADDRNOTAVAIL || e.errno() == Errno.EAFNOSUPPORT) {
            return problem(
                    NetworkError.HOST_ADDRESS_UNKNOWN,
                    port,
                    "cannot publish %s for %s: %s is no address of this host"
                            .formatted(port, port.owner(), address.getHostAddress()),
                    "publish on 127.0.0.1, or leave the address out");
        }
        return problem(
                NetworkError.KERNEL_REFUSED,
                port,
                "cannot publish %s for %s: %s".formatted(port, port.owner(), e.getMessage()),
                e.errno() == Errno.EMFILE
                        ? "publish fewer ports, or raise the engine's limit of open files (three for each port)"
                        : "run the engine as root");
    }

    private static JstackException problem(NetworkError code, PublishedPort port, String message, String remedy) {
        return new JstackException(List.of(new Problem(code, port.place(), message, remedy)));
    }
}
