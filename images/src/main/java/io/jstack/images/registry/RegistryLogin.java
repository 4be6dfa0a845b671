package io.jstack.images.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.jstack.images.ImageError;
import io.jstack.images.Reference;
import io.jstack.images.manifest.Manifest;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import land.oras.ContainerRef;
import land.oras.auth.HttpClient;
import land.oras.auth.NoAuthProvider;
import land.oras.auth.Scopes;
import land.oras.exception.OrasException;

/** {@code docker login}, {@code logout}, {@code search}: what concerns a registry and no one image of it. */
public final class RegistryLogin {
    private final RegistrySettings settings;
    private final Registries registries;

    public RegistryLogin(RegistrySettings settings) {
        this.settings = settings;
        this.registries = new Registries(settings, Pause.untilInterrupted());
    }

    /**
     * Tries the credentials at the registry, and keeps them.
     *
     * @param server {@code host[:port]}; {@code docker.io} for Docker Hub
     * @throws JstackException {@link ImageError#REGISTRY_DENIED}, {@link ImageError#REGISTRY_UNREACHABLE}; nothing is kept then
     */
    public void login(String server, String user, String password) throws InterruptedException {
        Reference any = Reference.parse(server + "/library/any");
        int status =
                new LoginTrial(settings, any).answer(registries.connect(any).root(), user, password);
        if (status == 401 || status == 403) {
            throw new JstackException(
                    ImageError.REGISTRY_DENIED,
                    "registry %s refuses user %s with that password".formatted(server, user),
                    "check both; where two factors are asked for, use a token as the password");
        }
        if (status != 200) {
            throw RegistryFailure.status(status, any, "login");
        }
        file().store(server, user, password);
    }

    /** Forgets the credentials; false when there were none. */
    public boolean logout(String server) {
        return file().erase(server);
    }

    private CredentialFile file() {
        return new CredentialFile(settings.credentials().get(0));
    }

    /** One image that a search found. */
    public record Found(String name, String description, int stars, boolean isOfficial) {}

    /**
     * Asks a registry's search, {@code /v1/search}.
     *
     * @param term may begin with a registry: {@code host:5000/term}
     * @throws JstackException {@link ImageError#REGISTRY_UNREACHABLE} also where the registry has no search
     */
    public List<Found> search(String term, int limit) throws InterruptedException {
        Reference name = Reference.parse(term.toLowerCase(java.util.Locale.ROOT));
        boolean hub = name.registry().equals(Reference.DOCKER_HUB);
        String wanted = hub ? name.familiarName() : name.repository();
        String base = hub
                ? "https://index.docker.io"
                : registries.connect(name).root().resolve("/").toString().replaceFirst("/$", "");
        URI uri =
                URI.create(base + "/v1/search?n=" + limit + "&q=" + URLEncoder.encode(wanted, StandardCharsets.UTF_8));
        HttpClient http = registries.client(name.registry());
        ContainerRef oras = ContainerRef.parse(name.toString());
        try {
            HttpClient.ResponseWrapper<String> answer =
                    Patience.with(() -> http.get(uri, Map.of(), Scopes.of(oras), new NoAuthProvider()));
            if (answer.statusCode() != 200) {
                throw noSearch(name, answer.statusCode());
            }
            List<Found> found = new ArrayList<>();
            for (JsonNode one : Manifest.JSON.readTree(answer.response()).path("results")) {
                found.add(new Found(
                        one.path("name").asText(),
                        one.path("description").asText(),
                        one.path("star_count").asInt(),
                        one.path("is_official").asBoolean()));
            }
            return found;
        } catch (OrasException e) {
            Integer status = e.getStatusCode();
            throw status != null && status > 0 ? noSearch(name, status) : RegistryFailure.unreachable(name, e);
        } catch (IOException e) {
            throw noSearch(name, 200);
        }
    }

    private static JstackException noSearch(Reference name, int status) {
        return new JstackException(
                ImageError.REGISTRY_UNREACHABLE,
                "registry %s has no search (%d for /v1/search)".formatted(name.registry(), status),
                "pull the image by its name");
    }
}
