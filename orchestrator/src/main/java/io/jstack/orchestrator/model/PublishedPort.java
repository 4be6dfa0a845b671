package io.jstack.orchestrator.model;

import io.jstack.values.Place;
import java.util.Optional;

/**
 * One container port published on the host.
 *
 * @param hostIp the address to listen on; empty: all, or {@code x-jstack.publish}
 * @param published the host port or the range one is chosen from; empty: any free one
 * @param protocol {@code tcp} or {@code udp}
 * @param place where the file says so, for errors
 */
public record PublishedPort(
        Optional<String> hostIp, Optional<PortRange> published, int target, String protocol, Optional<Place> place) {
    /** Inclusive at both ends. */
    public record PortRange(int first, int last) {
        @Override
        public String toString() {
            return first == last ? Integer.toString(first) : first + "-" + last;
        }
    }

    /** As Compose's short form: {@code 127.0.0.1:8080:80/tcp}. */
    @Override
    public String toString() {
        return hostIp.map(ip -> ip.contains(":") ? "[" + ip + "]:" : ip + ":").orElse("")
                + published.map(p -> p + ":").orElse("")
                + target
                + "/"
                + protocol;
    }
}
