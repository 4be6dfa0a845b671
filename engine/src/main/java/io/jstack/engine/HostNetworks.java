package io.jstack.engine;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The networks of this host, those of stacks and those made by hand, as commands use them. */
public interface HostNetworks {
    /** By name. */
    List<Found> list();

    /**
     * Makes a network that belongs to no stack; stacks join it by {@code external: true}.
     *
     * @return its id, 64 hex digits
     * @throws io.jstack.values.JstackException {@link EngineError#NAME_TAKEN}, or the address pool's refusal
     */
    String create(Wish wish);

    /**
     * Removes a network made by hand.
     *
     * @throws io.jstack.values.JstackException {@link EngineError#NO_SUCH_NETWORK}, {@link EngineError#IN_USE} with its users, or who
     *     owns it
     */
    void remove(String name);

    /**
     * A network that is there.
     *
     * @param project the stack's it belongs to; empty: made by hand
     * @param users names of the containers on it, running or not
     */
    record Found(
            String name,
            String id,
            Optional<String> project,
            boolean internal,
            Map<String, String> labels,
            List<String> users) {
        public Found {
            labels = Map.copyOf(labels);
            users = List.copyOf(users);
        }
    }

    /**
     * A network that is to be.
     *
     * @param subnet {@code 10.9.0.0/24}; empty: one of the address pool
     * @param gateway the bridge's own address; empty: the subnet's first
     * @param range where addresses are chosen from, {@code 10.9.0.128/25}
     * @param reserved addresses never given away, by host name
     * @param options of the bridge driver, {@code com.docker.network.driver.mtu}
     */
    record Wish(
            String name,
            boolean internal,
            Optional<String> subnet,
            Optional<String> gateway,
            Optional<String> range,
            Map<String, String> reserved,
            Map<String, String> options,
            Map<String, String> labels) {
        public Wish {
            reserved = Map.copyOf(reserved);
            options = Map.copyOf(options);
            labels = Map.copyOf(labels);
        }
    }
}
