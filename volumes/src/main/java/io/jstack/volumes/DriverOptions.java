package io.jstack.volumes;

import io.jstack.values.JstackException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What {@code driver_opts} of the local driver come to: a directory of ours, or a directory of the host bound in its place.
 *
 * @param device the host directory that holds the data, instead of one of ours
 * @param uid owner of the data directory; empty leaves it to copy-up, or root
 * @param gid group of the data directory
 * @param mode permission bits of the data directory
 */
record DriverOptions(Optional<Path> device, OptionalInt uid, OptionalInt gid, OptionalInt mode) {
    private static final Set<String> KNOWN = Set.of("type", "o", "device", "uid", "gid", "mode");
    private static final Set<String> BIND_FLAGS = Set.of("bind", "rbind", "rw");
    private static final Set<String> NETWORK_TYPES = Set.of("nfs", "nfs4", "cifs", "smb3", "smbfs");
    private static final int MAX_MODE = 07777;

    /** Reads the options, and refuses by name what the driver cannot do. */
    static DriverOptions of(VolumeDefinition definition) {
        String name = definition.name();
        if (!definition.driver().equals(VolumeDefinition.LOCAL)) {
            throw new JstackException(
                    VolumeError.VOLUME_DRIVER_UNSUPPORTED,
                    "volume %s asks for driver '%s'; jstack has no volume plugins".formatted(name, definition.driver()),
                    "use driver: local, and mount remote storage on the host");
        }
        Map<String, String> options = definition.driverOptions();
        for (String key : options.keySet()) {
            if (!KNOWN.contains(key)) {
                throw unsupported(name, "driver_opts.%s".formatted(key), "use one of type, o, device, uid, gid, mode");
            }
        }
        return new DriverOptions(
                device(name, options),
                number(name, options, "uid", 10, Integer.MAX_VALUE),
                number(name, options, "gid", 10, Integer.MAX_VALUE),
                number(name, options, "mode", 8, MAX_MODE));
    }

    private static Optional<Path> device(String name, Map<String, String> options) {
        String type = options.getOrDefault("type", "").toLowerCase(Locale.ROOT);
        String device = options.getOrDefault("device", "");
        String flags = options.getOrDefault("o", "");
        if (NETWORK_TYPES.contains(type)) {
            throw unsupported(
                    name,
                    "type '%s', a network file system: its mount helper and its credentials are not the engine's"
                            .formatted(type),
                    "mount the export on the host, and bind it: type: none, o: bind, device: /mnt/export");
        }
        if (type.isEmpty() && device.isEmpty() && flags.isEmpty()) {
            return Optional.empty();
        }
        if (!type.isEmpty() && !type.equals("none") && !type.equals("bind")) {
            throw unsupported(
                    name,
                    "type '%s'".formatted(type),
                    type.equals("tmpfs")
                            ? "use a service's tmpfs:, or a volume with o: bind on a host's tmpfs"
                            : "mount it on the host, and bind it: type: none, o: bind, device: PATH");
        }
        for (String flag : flags.split(",", -1)) {
            if (!BIND_FLAGS.contains(flag)) {
                throw unsupported(name, "o '%s'".formatted(flags), "use o: bind");
            }
        }
        if (!device.startsWith("/")) {
            throw new JstackException(
                    VolumeError.VOLUME_OPTION_INVALID,
                    "volume %s binds device '%s', which is no absolute path".formatted(name, device),
                    "name the host directory from the root");
        }
        return Optional.of(Path.of(device).normalize());
    }

    private static OptionalInt number(String name, Map<String, String> options, String key, int radix, int max) {
        String text = options.get(key);
        if (text == null) {
            return OptionalInt.empty();
        }
        try {
            int value = Integer.parseInt(text, radix);
            if (value >= 0 && value <= max) {
                return OptionalInt.of(value);
            }
        } catch (NumberFormatException notANumber) {
            // falls through to the one message for both
        }
        throw new JstackException(
                VolumeError.VOLUME_OPTION_INVALID,
                "volume %s: driver_opts.%s is '%s'".formatted(name, key, text),
                radix == 8 ? "give permission bits in octal, as in \"0775\"" : "give a numeric id");
    }

    private static JstackException unsupported(String name, String what, String remedy) {
        return new JstackException(
                VolumeError.VOLUME_OPTION_UNSUPPORTED, "volume %s asks for %s".formatted(name, what), remedy);
    }
}
