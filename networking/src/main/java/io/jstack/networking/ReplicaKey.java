package io.jstack.networking;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Who an address belongs to: a replica of a service, whichever container plays it. In JSON, also as a key, it is its text.
 *
 * @param service the service's name
 * @param number the container number, from 1
 */
public record ReplicaKey(String service, int number) implements Comparable<ReplicaKey> {
    /** Reads {@code service-number}. */
    @JsonCreator
    public static ReplicaKey parse(String text) {
        int dash = text.lastIndexOf('-');
        if (dash < 1 || !text.substring(dash + 1).matches("[0-9]{1,9}")) {
            throw new IllegalArgumentException("not a replica: " + text);
        }
        return new ReplicaKey(text.substring(0, dash), Integer.parseInt(text.substring(dash + 1)));
    }

    @Override
    public int compareTo(ReplicaKey other) {
        int byService = service.compareTo(other.service);
        return byService != 0 ? byService : Integer.compare(number, other.number);
    }

    @JsonValue
    @Override
    public String toString() {
        return service + "-" + number;
    }
}
