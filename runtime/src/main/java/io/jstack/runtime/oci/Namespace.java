package io.jstack.runtime.oci;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Optional;

/**
 * One namespace of the container.
 *
 * @param path the namespace to join, {@code /proc/<pid>/ns/net}; empty: a new one
 */
public record Namespace(Type type, Optional<String> path) {
    public static Namespace fresh(Type type) {
        return new Namespace(type, Optional.empty());
    }

    public static Namespace joined(Type type, String path) {
        return new Namespace(type, Optional.of(path));
    }

    /** The kinds of namespaces(7), by the specification's names. */
    public enum Type {
        PID,
        NETWORK,
        MOUNT,
        IPC,
        UTS,
        USER,
        CGROUP,
        TIME;

        @JsonValue
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
