package io.jstack.orchestrator.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A network of the stack.
 *
 * @param key its name in the file
 * @param name its name on the host, {@code <project>_<key>} unless given
 * @param external it must exist already and is never removed
 */
public record Network(
        String key,
        String name,
        boolean external,
        boolean internal,
        boolean attachable,
        Optional<String> driver,
        Map<String, String> driverOptions,
        List<Pool> pools,
        boolean ipv6,
        Map<String, String> labels) {
    public Network {
        driverOptions = Ordered.copy(driverOptions);
        pools = List.copyOf(pools);
        labels = Ordered.copy(labels);
    }

    /** One entry of {@code ipam.config}. */
    public record Pool(
            Optional<String> subnet,
            Optional<String> ipRange,
            Optional<String> gateway,
            Map<String, String> auxiliaryAddresses) {
        public Pool {
            auxiliaryAddresses = Ordered.copy(auxiliaryAddresses);
        }
    }
}
