package io.jstack.images.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import land.oras.ContainerRef;
import land.oras.auth.AuthProvider;
import land.oras.auth.AuthScheme;
import land.oras.auth.AuthStore;
import land.oras.auth.AuthStoreAuthenticationProvider;
import org.jspecify.annotations.Nullable;

/**
 * The credentials of {@code config.json}, read anew at each request: a login in between counts. Entries under {@code auths} are read here,
 * since the library fails on a file without that object; helpers and stores are asked by the library.
 */
final class ConfigCredentials implements AuthProvider {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> HUB_KEYS =
            List.of("https://index.docker.io/v1/", "index.docker.io", "docker.io", "registry-1.docker.io");

    private final List<Path> files;

    ConfigCredentials(List<Path> files) {
        this.files = List.copyOf(files);
    }

    @Override
    public @Nullable String getAuthHeader(ContainerRef image) {
        for (Path file : files) {
            Optional<String> header = header(file, image);
            if (header.isPresent()) {
                return header.get();
            }
        }
        return null;
    }

    @Override
    public AuthScheme getAuthScheme() {
        return AuthScheme.BASIC;
    }

    private static Optional<String> header(Path file, ContainerRef image) {
        JsonNode config;
        try {
            config = Files.isReadable(file) ? JSON.readTree(file.toFile()) : JSON.createObjectNode();
        } catch (IOException e) {
            System.getLogger("images")
                    .log(System.Logger.Level.WARNING, "credentials unreadable  file={0} cause={1}", file, e);
            return Optional.empty();
        }
        for (Map.Entry<String, JsonNode> entry : config.path("auths").properties()) {
            String auth = entry.getValue().path("auth").asText("");
            if (!auth.isEmpty() && isFor(entry.getKey(), image.getRegistry())) {
                return Optional.of("Basic " + auth);
            }
        }
        boolean helped = config.has("credsStore") || config.has("credHelpers");
        return helped && config.path("auths").isObject()
                ? Optional.ofNullable(
                        new AuthStoreAuthenticationProvider(AuthStore.newStore(List.of(file))).getAuthHeader(image))
                : Optional.empty();
    }

    private static boolean isFor(String key, String registry) {
        String host = key.replaceFirst("^https?://", "").replaceFirst("/.*$", "");
        return host.equals(registry) || (registry.equals("docker.io") && HUB_KEYS.contains(key));
    }
}
