package io.jstack.images.registry;

import io.jstack.images.Reference;
import java.net.ConnectException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import land.oras.ContainerRef;
import land.oras.auth.AuthProvider;
import land.oras.auth.HttpClient;
import land.oras.auth.NoAuthProvider;
import land.oras.auth.Scopes;
import land.oras.exception.OrasException;

/** Opens connections: with TLS, or without it where that is allowed and nothing better answers. */
final class Registries {
    private static final int CONNECT_SECONDS = 15;

    private final RegistrySettings settings;
    private final Pause pause;
    /** Certificates are a matter of each registry. */
    private final Map<String, HttpClient> clients = new ConcurrentHashMap<>();

    private final Map<String, String> schemes = new ConcurrentHashMap<>();

    Registries(RegistrySettings settings, Pause pause) {
        this.settings = settings;
        this.pause = pause;
    }

    RegistryConnection connect(Reference name) throws InterruptedException {
        String scheme = schemes.get(name.registry());
        if (scheme == null) {
            Optional<String> found = settings.allowsPlain(name.registry()) ? probe(name) : Optional.of("https");
            found.ifPresent(known -> schemes.put(name.registry(), known));
            scheme = found.orElse("http");
        }
        return RegistryConnection.to(name, scheme, client(name.registry()), credentials(), pause);
    }

    /** Where {@code name} may be had nearer by: {@code registry-mirrors}, for Docker Hub, as with Docker. */
    List<RegistryConnection> mirrors(Reference name) {
        if (!name.registry().equals(Reference.DOCKER_HUB)) {
            return List.of();
        }
        return settings.mirrors().stream()
                .map(mirror ->
                        RegistryConnection.toMirror(name, mirror, client(mirror.getAuthority()), credentials(), pause))
                .toList();
    }

    HttpClient client(String registry) {
        return clients.computeIfAbsent(registry, host -> {
            HttpClient.Builder builder = HttpClient.Builder.builder().withTimeout(CONNECT_SECONDS);
            Optional<Path> authority = settings.authority(host);
            if (settings.isInsecure(host)) {
                builder.withSkipTlsVerify(true);
            } else if (authority.isPresent()) {
                builder.withCaFile(authority.get());
            }
            return builder.build();
        });
    }

    private AuthProvider credentials() {
        return new ConfigCredentials(settings.credentials());
    }

    /**
     * Plain HTTP first: a server that speaks TLS says so at once, by 400 or by closing, while one that does not may wait for the rest of
     * the greeting. Nothing secret is sent. Nothing is learnt where nobody listens.
     */
    private Optional<String> probe(Reference name) throws InterruptedException {
        ContainerRef oras = ContainerRef.parse(name.name() + ":" + name.tag().orElse("latest"));
        URI uri = URI.create("http://" + name.registry() + "/v2/");
        try {
            int status = Patience.with(
                            () -> client(name.registry()).get(uri, Map.of(), Scopes.of(oras), new NoAuthProvider()))
                    .statusCode();
            return Optional.of(status == 400 ? "https" : "http");
        } catch (OrasException e) {
            if (isRefused(e)) {
                return Optional.empty();
            }
            // it wants credentials in a way that the library does not follow without any: it did answer
            Integer status = e.getStatusCode();
            return Optional.of(status != null && (status == 401 || status == 403) ? "http" : "https");
        }
    }

    private static boolean isRefused(Throwable failure) {
        return failure instanceof ConnectException || (failure.getCause() != null && isRefused(failure.getCause()));
    }
}
