package io.jstack.volumes;

import io.jstack.values.JstackException;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A volume as it is asked for: Compose's top-level {@code volumes}, {@code docker volume create}.
 *
 * @param name as the engine knows it, {@code <project>_<key>} for a stack's own
 * @param driver {@code local}, the only one
 * @param driverOptions Compose's {@code driver_opts}: {@code type}, {@code o}, {@code device} as Docker's local driver takes them, and our
 *     own {@code uid}, {@code gid}, {@code mode} (octal) of the data directory
 * @param labels free text
 */
public record VolumeDefinition(
        String name, String driver, Map<String, String> driverOptions, Map<String, String> labels) {
    /** The name of the only driver. */
    public static final String LOCAL = "local";

    /** Docker's rule for names; a leading dot is ours. */
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,254}");

    public VolumeDefinition {
        if (!NAME.matcher(name).matches()) {
            throw new JstackException(
                    VolumeError.VOLUME_NAME_INVALID,
                    "cannot name a volume '%s'".formatted(name),
                    "use letters, digits, and _ . - after the first character");
        }
        driverOptions = Map.copyOf(driverOptions);
        labels = Map.copyOf(labels);
    }

    /** A plain local volume. */
    public static VolumeDefinition local(String name) {
        return new VolumeDefinition(name, LOCAL, Map.of(), Map.of());
    }

    /** The same volume with these labels. */
    public VolumeDefinition labelled(Map<String, String> more) {
        Map<String, String> all = new TreeMap<>(labels);
        all.putAll(more);
        return new VolumeDefinition(name, driver, driverOptions, all);
    }
}
