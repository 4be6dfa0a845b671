package io.jstack.networking;

import java.net.Inet6Address;
import java.util.Optional;

/**
 * One published port as an element of the map {@code pub}, or of {@code pub1} when it is on one address only.
 *
 * @param map the map's name
 * @param key {@code tcp . 8080} or {@code tcp . 127.0.0.1 . 8080}, as a listing shows it
 * @param value {@code 10.64.0.2 . 80}
 */
record PortRule(String map, String key, String value) {
    /** Empty for a port on an IPv6 address: there is no translation from IPv6 to IPv4, the forwarder serves it. */
    static Optional<PortRule> of(Publication publication) {
        return of(
                publication.reserved(),
                publication.target() + " . " + publication.reserved().port().containerPort());
    }

    /** Of a port that leads nowhere any more. */
    static Optional<PortRule> keyOf(ReservedPort reserved) {
        return of(reserved, "");
    }

    private static Optional<PortRule> of(ReservedPort reserved, String value) {
        PublishedPort port = reserved.port();
        if (port.hostIp().filter(Inet6Address.class::isInstance).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(port.hostIp()
                .map(ip -> new PortRule(
                        "pub1",
                        "%s . %s . %d".formatted(port.protocol(), ip.getHostAddress(), reserved.number()),
                        value))
                .orElseGet(() -> new PortRule("pub", "%s . %d".formatted(port.protocol(), reserved.number()), value)));
    }

    String add(String table) {
        return "add element %s %s { %s : %s }\n".formatted(table, map, key, value);
    }

    String delete(String table) {
        return "delete element %s %s { %s }\n".formatted(table, map, key);
    }
}
