package io.jstack.images.registry;

import io.jstack.images.Digest;
import io.jstack.images.ImageError;
import io.jstack.images.Reference;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import land.oras.ContainerRef;
import land.oras.auth.AuthProvider;
import land.oras.auth.HttpClient;
import land.oras.auth.Scope;
import land.oras.auth.Scopes;
import land.oras.exception.OrasException;

/** One repository of one registry: each method is a request, repeated while the answer is one that passes. */
final class RegistryConnection {
    private static final int ATTEMPTS = 5;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(20);
    private static final int MAX_MANIFEST = 4 << 20;

    private final Reference name;
    private final HttpClient http;
    private final AuthProvider credentials;
    private final ContainerRef oras;
    private final String base;

    RegistryConnection(Reference name, String scheme, HttpClient http, AuthProvider credentials) {
        this.name = name;
        this.http = http;
        this.credentials = credentials;
        this.oras = ContainerRef.parse(name.name() + ":" + name.tag().orElse("latest"));
        this.base = scheme + "://" + oras.getApiRegistry() + "/v2/" + name.repository();
    }

    private RegistryConnection(
            Reference name, ContainerRef oras, String base, HttpClient http, AuthProvider credentials) {
        this.name = name;
        this.http = http;
        this.credentials = credentials;
        this.oras = oras;
        this.base = base;
    }

    /** The same repository at {@code mirror}. */
    static RegistryConnection toMirror(Reference name, URI mirror, HttpClient http, AuthProvider credentials) {
        String tag = name.tag().orElse("latest");
        return new RegistryConnection(
                name,
                ContainerRef.parse(mirror.getAuthority() + "/" + name.repository() + ":" + tag),
                mirror.toString().replaceFirst("/+$", "") + "/v2/" + name.repository(),
                http,
                credentials);
    }

    Reference name() {
        return name;
    }

    /** {@code /v2/}, which answers 200 to whoever may come in. */
    URI root() {
        return URI.create(base.substring(0, base.length() - name.repository().length()));
    }

    /** A manifest's bytes, checked against the digest it was asked by. */
    static final class Document {
        private final byte[] bytes;
        private final String mediaType;
        private final Digest digest;

        Document(byte[] bytes, String mediaType, Digest digest) {
            this.bytes = bytes;
            this.mediaType = mediaType;
            this.digest = digest;
        }

        /** As they came; not to be changed. */
        byte[] bytes() {
            return bytes;
        }

        String mediaType() {
            return mediaType;
        }

        Digest digest() {
            return digest;
        }
    }

    /** {@code GET /v2/NAME/manifests/REFERENCE}, of any kind. */
    Document manifest(Optional<Digest> wanted) throws InterruptedException {
        String reference = wanted.map(Digest::toString).or(name::tag).orElse("latest");
        String what = "image " + name.repository() + (wanted.isPresent() ? "@" : ":") + reference;
        Answer answer = get(URI.create(base + "/manifests/" + reference), Map.of("Accept", MediaTypes.ACCEPT), what);
        try (InputStream in = answer.body()) {
            byte[] bytes = in.readNBytes(MAX_MANIFEST + 1);
            if (bytes.length > MAX_MANIFEST) {
                throw new JstackException(
                        ImageError.INVALID_IMAGE,
                        "the manifest of %s is longer than %d MiB".formatted(what, MAX_MANIFEST >> 20),
                        "check that the registry holds a container image of that name");
            }
            Digest digest = Digest.of(bytes);
            if (wanted.isPresent()
                    && !wanted.get().matches(wanted.get().hasher().digest(bytes))) {
                throw new JstackException(
                        ImageError.DIGEST_MISMATCH,
                        "registry %s gave a manifest of digest %s for %s".formatted(name.registry(), digest, what),
                        "do not use this registry until its content is mended");
            }
            return new Document(bytes, answer.mediaType(), wanted.orElse(digest));
        } catch (IOException e) {
            throw RegistryFailure.unreachable(name, e);
        }
    }

    /**
     * {@code GET /v2/NAME/blobs/DIGEST} from {@code offset} on.
     *
     * @return the stream, and whether the registry did begin at the offset
     */
    Answer blob(Digest digest, long offset) throws InterruptedException {
        Map<String, String> headers = offset == 0 ? Map.of() : Map.of("Range", "bytes=" + offset + "-");
        return get(URI.create(base + "/blobs/" + digest), headers, "blob " + digest + " of " + name.repository());
    }

    /** An answer whose body is still to be read. */
    record Answer(int status, InputStream body, Map<String, String> headers) {
        String mediaType() {
            String type = headers.getOrDefault("content-type", "");
            int semicolon = type.indexOf(';');
            return (semicolon < 0 ? type : type.substring(0, semicolon)).strip();
        }

        boolean isPartial() {
            return status == 206;
        }
    }

    private Answer get(URI uri, Map<String, String> headers, String what) throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        for (int attempt = 1; ; attempt++) {
            Optional<Answer> answer = Optional.empty();
            RuntimeException failure = null;
            try {
                answer = Optional.of(once(uri, headers));
            } catch (OrasException e) {
                failure = failed(e, what);
            }
            if (answer.isPresent() && answer.get().status() / 100 == 2) {
                return answer.get();
            }
            answer.ifPresent(RegistryConnection::drop);
            boolean passing =
                    answer.map(a -> RegistryFailure.isPassing(a.status())).orElse(isPassing(failure));
            if (!passing || attempt == ATTEMPTS) {
                throw failure != null
                        ? failure
                        : RegistryFailure.status(answer.orElseThrow().status(), name, what);
            }
            Thread.sleep(
                    answer.flatMap(RegistryConnection::retryAfter).orElse(pause).toMillis());
            pause = pause.multipliedBy(2);
        }
    }

    /** {@code HEAD /v2/NAME/blobs/DIGEST}. */
    boolean has(Digest digest) throws InterruptedException {
        String what = "blob " + digest + " of " + name.repository();
        int status =
                status(() -> http.head(URI.create(base + "/blobs/" + digest), Map.of(), push(), credentials), what);
        return status == 200;
    }

    /**
     * Asks for the right to push before anything else, by opening an upload that the registry forgets again. The library would otherwise
     * get a token that only pulls, for the first question, and show that one to the token server when it needs more.
     */
    void askToPush() throws InterruptedException {
        place("repository " + name.repository());
    }

    /** Uploads a blob in one piece: POST for a place, PUT of the content. */
    void upload(Digest digest, long size, Supplier<InputStream> content) throws InterruptedException {
        String what = "repository " + name.repository();
        String absolute = place(what);
        URI target = URI.create(absolute + (absolute.contains("?") ? "&" : "?") + "digest=" + digest);
        answered(
                () -> http.upload(
                        target, size, Map.of("Content-Type", "application/octet-stream"), content, push(), credentials),
                what);
    }

    /** Where an upload may go: {@code POST /v2/NAME/blobs/uploads/}. */
    private String place(String what) throws InterruptedException {
        HttpClient.ResponseWrapper<String> answer = answered(
                () -> http.post(URI.create(base + "/blobs/uploads/"), new byte[0], Map.of(), push(), credentials),
                what);
        String location = answer.headers().entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase("location"))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() -> new JstackException(
                        ImageError.REGISTRY_UNREACHABLE,
                        "registry %s takes no upload: it names no place".formatted(name.registry()),
                        "check that it is a registry of version 2"));
        return URI.create(base).resolve(location).toString();
    }

    /** {@code PUT /v2/NAME/manifests/TAG}. */
    void putManifest(byte[] manifest, String mediaType) throws InterruptedException {
        String tag = name.tag().orElse("latest");
        answered(
                () -> http.put(
                        URI.create(base + "/manifests/" + tag),
                        manifest,
                        Map.of("Content-Type", mediaType),
                        push(),
                        credentials),
                "image " + name.repository() + ":" + tag);
    }

    private Scopes push() {
        return Scopes.of(oras, Scope.PULL, Scope.PUSH);
    }

    private int status(Supplier<HttpClient.ResponseWrapper<String>> request, String what) throws InterruptedException {
        try {
            return Patience.with(request::get).statusCode();
        } catch (OrasException e) {
            throw failed(e, what);
        }
    }

    private HttpClient.ResponseWrapper<String> answered(
            Supplier<HttpClient.ResponseWrapper<String>> request, String what) throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        for (int attempt = 1; ; attempt++) {
            HttpClient.ResponseWrapper<String> answer;
            try {
                answer = request.get();
            } catch (OrasException e) {
                throw failed(e, what);
            }
            if (answer.statusCode() / 100 == 2) {
                return answer;
            }
            if (!RegistryFailure.isPassing(answer.statusCode()) || attempt == ATTEMPTS) {
                throw RegistryFailure.status(answer.statusCode(), name, what);
            }
            Thread.sleep(pause.toMillis());
            pause = pause.multipliedBy(2);
        }
    }

    private static boolean isPassing(@org.jspecify.annotations.Nullable RuntimeException failure) {
        return failure instanceof JstackException known && known.code() == ImageError.REGISTRY_UNREACHABLE;
    }

    private Answer once(URI uri, Map<String, String> headers) throws InterruptedException {
        HttpClient.ResponseWrapper<InputStream> response =
                Patience.with(() -> http.download(uri, headers, Scopes.of(oras, Scope.PULL), credentials));
        Map<String, String> folded = new TreeMap<>();
        response.headers().forEach((key, value) -> folded.put(key.toLowerCase(Locale.ROOT), value));
        return new Answer(response.statusCode(), response.response(), folded);
    }

    private RuntimeException failed(OrasException e, String what) throws InterruptedException {
        for (Throwable at = e; at != null; at = at.getCause()) {
            if (at instanceof InterruptedException) {
                throw (InterruptedException) new InterruptedException("the pull was cancelled").initCause(e);
            }
        }
        Integer status = e.getStatusCode();
        return status != null && status >= 400 && !RegistryFailure.isPassing(status)
                ? RegistryFailure.status(status, name, what)
                : RegistryFailure.unreachable(name, e);
    }

    private static void drop(Answer answer) {
        try {
            answer.body().close();
        } catch (IOException e) {
            return; // it was not wanted anyway
        }
    }

    private static Optional<Duration> retryAfter(Answer answer) {
        try {
            return Optional.ofNullable(answer.headers().get("retry-after"))
                    .map(text -> Duration.ofSeconds(Math.max(0, Long.parseLong(text.strip()))))
                    .map(wanted -> wanted.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : wanted);
        } catch (NumberFormatException e) {
            return Optional.empty(); // a date: our own pause will do
        }
    }
}
