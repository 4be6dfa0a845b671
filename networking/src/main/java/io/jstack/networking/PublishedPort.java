package io.jstack.networking;

import io.jstack.values.Place;
import java.net.InetAddress;
import java.util.Optional;

/**
 * One port of a container that the host answers for.
 *
 * @param hostIp the host's address it answers on; absent: all of them, IPv4 and IPv6
 * @param hostPort the ports of which the first free one is taken
 * @param containerPort the target port, from 1
 * @param protocol the transport
 * @param owner who wants it, {@code project/service}: named to whoever wants it too
 * @param place where the file says so
 */
public record PublishedPort(
        Optional<InetAddress> hostIp,
        PortRange hostPort,
        int containerPort,
        Protocol protocol,
        String owner,
        Optional<Place> place) {

    /** The same with the host port that was taken. */
    PublishedPort on(int port) {
        return new PublishedPort(hostIp, PortRange.of(port), containerPort, protocol, owner, place);
    }

    /** The host's side, {@code 0.0.0.0:8080/tcp}. */
    @Override
    public String toString() {
        String ip = hostIp.map(address -> address.getHostAddress().contains(":")
                        ? "[" + address.getHostAddress() + "]"
                        : address.getHostAddress())
                .orElse("0.0.0.0");
        return ip + ":" + hostPort + "/" + protocol;
    }
}
