package io.jstack.images.registry;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * How registries are reached.
 *
 * @param insecure registries, {@code host:port}, that may be spoken to without TLS; loopback addresses always may, as with Docker
 * @param credentials files in the form of {@code ~/.docker/config.json}, in the order they are asked
 */
public record RegistrySettings(Set<String> insecure, List<Path> credentials) {
    public RegistrySettings {
        insecure = Set.copyOf(insecure);
        credentials = List.copyOf(credentials);
    }

    /** No insecure registry, and the credentials of the user the engine runs as. */
    public static RegistrySettings defaults() {
        return new RegistrySettings(
                Set.of(), List.of(Path.of(System.getProperty("user.home", "/root"), ".docker", "config.json")));
    }

    boolean allowsPlain(String registry) {
        if (insecure.contains(registry)) {
            return true;
        }
        String host = registry.startsWith("[")
                ? registry.substring(1, registry.indexOf(']'))
                : registry.replaceFirst(":[0-9]+$", "");
        return host.equals("localhost") || host.equals("::1") || host.matches("127(\\.[0-9]{1,3}){3}");
    }
}
