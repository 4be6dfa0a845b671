package io.jstack.networking;

import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A replica that another service links to.
 *
 * @param number its container number
 * @param address where the linking container reaches it
 * @param exposed its ports: of the image's EXPOSE, of the service and of what it publishes
 * @param environment the image's and the service's; the caller leaves secrets out
 */
public record LinkSource(
        int number, Ipv4 address, SortedSet<ExposedPort> exposed, SortedMap<String, String> environment) {
    public LinkSource(int number, Ipv4 address, Collection<ExposedPort> exposed, Map<String, String> environment) {
        this(number, address, new TreeSet<>(exposed), new TreeMap<>(environment));
    }

    /**
     * A port that a container listens on.
     *
     * @param number from 1
     * @param protocol the transport
     */
    public record ExposedPort(int number, Protocol protocol) implements Comparable<ExposedPort> {
        @Override
        public int compareTo(ExposedPort other) {
            return Comparator.comparingInt(ExposedPort::number)
                    .thenComparing(ExposedPort::protocol)
                    .compare(this, other);
        }
    }
}
