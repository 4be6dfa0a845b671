package io.jstack.runtime.oci;

import java.util.List;
import java.util.stream.Stream;

/**
 * One mount inside the container.
 *
 * @param destination absolute, inside the container
 * @param type a file system of {@code /proc/filesystems}, or {@code bind}
 * @param source a host path for a bind, else a name for people
 * @param options as mount(8) takes them, and {@code rbind}, {@code rprivate}, {@code ro} of config.md
 */
public record Mount(String destination, String type, String source, List<String> options) {
    public Mount {
        options = List.copyOf(options);
        if (!destination.startsWith("/")) {
            throw new IllegalArgumentException("a mount's destination must be absolute, not " + destination);
        }
    }

    /** A host directory or file with everything mounted below it. */
    public static Mount bind(String source, String destination, String... options) {
        return new Mount(
                destination,
                "bind",
                source,
                Stream.concat(Stream.of("rbind"), Stream.of(options)).toList());
    }

    public static Mount tmpfs(String destination, String... options) {
        return new Mount(destination, "tmpfs", "tmpfs", List.of(options));
    }
}
