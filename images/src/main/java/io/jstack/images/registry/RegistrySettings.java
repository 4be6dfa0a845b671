package io.jstack.images.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jstack.images.ImageError;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How registries are reached.
 *
 * @param insecure registries, {@code host:port}, that may be spoken to without TLS, or with a certificate nobody vouches for; plain HTTP
 *     to loopback addresses always may, as with Docker
 * @param mirrors of Docker Hub, asked first
 * @param certificates directories that hold {@code HOST:PORT/ca.crt}, as Docker's {@code /etc/docker/certs.d}
 * @param credentials files in the form of {@code ~/.docker/config.json}, in the order they are asked; the first is written by login
 */
public record RegistrySettings(
        Set<String> insecure, List<URI> mirrors, List<Path> certificates, List<Path> credentials) {
    private static final Path FILE = Path.of("/etc/jstack/daemon.json");

    public RegistrySettings {
        insecure = Set.copyOf(insecure);
        mirrors = List.copyOf(mirrors);
        certificates = List.copyOf(certificates);
        credentials = List.copyOf(credentials);
    }

    /** No mirror, no certificates of its own. */
    public RegistrySettings(Set<String> insecure, List<Path> credentials) {
        this(insecure, List.of(), List.of(), credentials);
    }

    /**
     * The host's: {@code /etc/jstack/daemon.json}, with Docker's keys {@code insecure-registries} and {@code registry-mirrors}; and the
     * credentials of the user the engine runs as.
     *
     * @throws JstackException {@link ImageError#IO} when the file is there and cannot be read
     */
    public static RegistrySettings ofHost() {
        return read(FILE);
    }

    static RegistrySettings read(Path file) {
        List<Path> credentials = List.of(Path.of(System.getProperty("user.home", "/root"), ".docker", "config.json"));
        List<Path> certificates = List.of(Path.of("/etc/jstack/certs.d"), Path.of("/etc/docker/certs.d"));
        if (!Files.exists(file)) {
            return new RegistrySettings(Set.of(), List.of(), certificates, credentials);
        }
        try {
            JsonNode json = new ObjectMapper().readTree(file.toFile());
            Set<String> insecure = new LinkedHashSet<>();
            json.path("insecure-registries").forEach(name -> insecure.add(name.asText()));
            List<URI> mirrors = new ArrayList<>();
            json.path("registry-mirrors").forEach(mirror -> mirrors.add(URI.create(mirror.asText())));
            return new RegistrySettings(insecure, mirrors, certificates, credentials);
        } catch (IOException | IllegalArgumentException e) {
            throw new JstackException(
                    ImageError.IO,
                    "cannot read %s: %s"
                            .formatted(
                                    file,
                                    String.valueOf(e.getMessage())
                                            .lines()
                                            .findFirst()
                                            .orElse("")),
                    "write it as {\"insecure-registries\": [\"host:5000\"], \"registry-mirrors\": [\"https://mirror\"]}",
                    e);
        }
    }

    boolean isInsecure(String registry) {
        return insecure.contains(registry);
    }

    boolean allowsPlain(String registry) {
        if (isInsecure(registry)) {
            return true;
        }
        String host = registry.startsWith("[")
                ? registry.substring(1, registry.indexOf(']'))
                : registry.replaceFirst(":[0-9]+$", "");
        return host.equals("localhost") || host.equals("::1") || host.matches("127(\\.[0-9]{1,3}){3}");
    }

    /** The certificates that vouch for {@code registry}, instead of the system's. */
    Optional<Path> authority(String registry) {
        return certificates.stream()
                .map(directory -> directory.resolve(registry).resolve("ca.crt"))
                .filter(Files::isReadable)
                .findFirst();
    }
}
