package io.jstack.orchestrator.model;

import java.util.Map;
import java.util.Optional;

/**
 * A named volume of the stack.
 *
 * @param key its name in the file
 * @param name its name on the host, {@code <project>_<key>} unless given
 * @param external it must exist already and is never removed
 */
public record Volume(
        String key,
        String name,
        boolean external,
        Optional<String> driver,
        Map<String, String> driverOptions,
        Map<String, String> labels) {
    public Volume {
        driverOptions = Ordered.copy(driverOptions);
        labels = Ordered.copy(labels);
    }
}
