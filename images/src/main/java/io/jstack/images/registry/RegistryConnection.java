package io.jstack.images.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.jstack.images.Digest;
import io.jstack.images.ImageError;
import io.jstack.images.Reference;
import io.jstack.images.manifest.Manifest;
import io.jstack.images.manifest.MediaTypes;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import land.oras.ContainerRef;
import land.oras.auth.AuthProvider;
import land.oras.auth.HttpClient;

/** One repository of one registry: each method is a request of the OCI distribution specification. */
final class RegistryConnection {
    private static final int MAX_MANIFEST = 4 << 20;
    private static final int TAGS_AT_ONCE = 1_000;
    private static final Pattern NEXT = Pattern.compile("<([^>]+)>\\s*;\\s*rel=\"?next\"?");

    private final Reference name;
    private final Requests requests;
    private final String base;

    private RegistryConnection(Reference name, Requests requests, String base) {
        this.name = name;
        this.requests = requests;
        this.base = base;
    }

    /** {@code name}'s repository where its name says. */
    static RegistryConnection to(
            Reference name, String scheme, HttpClient http, AuthProvider credentials, Pause pause) {
        ContainerRef oras = ContainerRef.parse(name.name() + ":" + name.tag().orElse("latest"));
        return new RegistryConnection(
                name,
                new Requests(name, oras, http, credentials, pause),
                scheme + "://" + oras.getApiRegistry() + "/v2/" + name.repository());
    }

    /** The same repository at {@code mirror}. */
    static RegistryConnection toMirror(
            Reference name, URI mirror, HttpClient http, AuthProvider credentials, Pause pause) {
        String tag = name.tag().orElse("latest");
        ContainerRef oras = ContainerRef.parse(mirror.getAuthority() + "/" + name.repository() + ":" + tag);
        return new RegistryConnection(
                name,
                new Requests(name, oras, http, credentials, pause),
                mirror.toString().replaceFirst("/+$", "") + "/v2/" + name.repository());
    }

    Reference name() {
        return name;
    }

    /** {@code /v2/}, which answers 200 to whoever may come in. */
    URI root() {
        return URI.create(base.substring(0, base.length() - name.repository().length()));
    }

    private URI at(String path) {
        return URI.create(base + path);
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
        Requests.Answer<InputStream> answer =
                requests.get(at("/manifests/" + reference), Map.of("Accept", MediaTypes.ACCEPT), Set.of(), what);
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
     * {@code GET /v2/NAME/blobs/DIGEST} from {@code offset} on: 206 when the registry did begin there, 416 when it has no more than that.
     */
    Requests.Answer<InputStream> blob(Digest digest, long offset) throws InterruptedException {
        return offset == 0
                ? requests.get(at("/blobs/" + digest), Map.of(), Set.of(), blobName(digest))
                : requests.get(
                        at("/blobs/" + digest),
                        Map.of("Range", "bytes=" + offset + "-"),
                        Set.of(416),
                        blobName(digest));
    }

    private String blobName(Digest digest) {
        return "blob " + digest + " of " + name.repository();
    }

    /** {@code HEAD /v2/NAME/blobs/DIGEST}. */
    boolean has(Digest digest) throws InterruptedException {
        return requests.head(at("/blobs/" + digest), Set.of(404), blobName(digest))
                        .status()
                == 200;
    }

    /**
     * Asks for the right to push before anything else, by opening an upload that the registry forgets again. The library would otherwise
     * get a token that only pulls, for the first question, and show that one to the token server when it needs more.
     */
    void askToPush() throws InterruptedException {
        openUpload();
    }

    /** Where an upload may go: {@code POST /v2/NAME/blobs/uploads/}. */
    URI openUpload() throws InterruptedException {
        return placeIn(requests.post(at("/blobs/uploads/"), repositoryName()));
    }

    private String repositoryName() {
        return "repository " + name.repository();
    }

    private URI placeIn(Requests.Answer<String> answer) {
        return at("").resolve(answer.header("location")
                .orElseThrow(() -> new JstackException(
                        ImageError.REGISTRY_UNREACHABLE,
                        "registry %s takes no upload: it names no place".formatted(name.registry()),
                        "check that it is a registry of version 2")));
    }

    /** How far an upload got, and where it goes on. */
    record Reached(URI place, long offset) {}

    /** {@code GET} of an upload's place. */
    Reached reached(URI place) throws InterruptedException {
        Requests.Answer<String> answer = requests.getOnce(place, repositoryName());
        String range = answer.header("range").orElse("");
        try {
            long last = Long.parseLong(range.substring(range.indexOf('-') + 1));
            // a range cannot say that nothing is there: 0-0 stands for that too
            return new Reached(placeIn(answer), last == 0 ? 0 : last + 1);
        } catch (NumberFormatException e) {
            throw RegistryFailure.status(answer.status(), name, "the range of an upload");
        }
    }

    /** {@code PATCH} of what follows {@code from}. */
    URI send(Reached from, long size, java.util.function.Supplier<InputStream> content) throws InterruptedException {
        Map<String, String> headers = from.offset() == 0
                ? Map.of("Content-Type", "application/octet-stream")
                : Map.of("Content-Type", "application/octet-stream", "Content-Range", from.offset() + "-" + (size - 1));
        return placeIn(requests.patchOnce(from.place(), size - from.offset(), headers, content, repositoryName()));
    }

    /** {@code PUT} of the digest, which ends the upload. */
    void finish(URI place, Digest digest) throws InterruptedException {
        String absolute = place.toString();
        requests.put(
                URI.create(absolute + (absolute.contains("?") ? "&" : "?") + "digest=" + digest),
                new byte[0],
                Map.of("Content-Type", "application/octet-stream"),
                blobName(digest));
    }

    /** {@code PUT /v2/NAME/manifests/TAG}. */
    void putManifest(byte[] manifest, String mediaType) throws InterruptedException {
        String tag = name.tag().orElse("latest");
        requests.put(
                at("/manifests/" + tag),
                manifest,
                Map.of("Content-Type", mediaType),
                "image " + name.repository() + ":" + tag);
    }

    /** {@code GET /v2/NAME/tags/list}, page after page. */
    List<String> tags() throws InterruptedException {
        List<String> tags = new ArrayList<>();
        Optional<URI> next = Optional.of(at("/tags/list?n=" + TAGS_AT_ONCE));
        while (next.isPresent()) {
            URI page = next.get();
            Requests.Answer<InputStream> answer = requests.get(page, Map.of(), Set.of(), repositoryName());
            try (InputStream in = answer.body()) {
                JsonNode listed =
                        Manifest.JSON.readTree(in.readNBytes(MAX_MANIFEST)).path("tags");
                listed.forEach(tag -> tags.add(tag.asText()));
                Matcher link = NEXT.matcher(answer.header("link").orElse(""));
                next = link.find() && !listed.isEmpty() ? Optional.of(page.resolve(link.group(1))) : Optional.empty();
            } catch (IOException e) {
                throw RegistryFailure.unreachable(name, e);
            }
        }
        return tags;
    }

    /** {@code DELETE /v2/NAME/manifests/DIGEST}. */
    void delete(Digest manifest) throws InterruptedException {
        String what = "image " + name.repository() + "@" + manifest;
        if (requests.delete(at("/manifests/" + manifest), Set.of(405), what).status() == 405) {
            throw new JstackException(
                    ImageError.REGISTRY_DENIED,
                    "registry %s lets nobody delete".formatted(name.registry()),
                    "see its settings: Debian's docker-registry wants storage: {delete: {enabled: true}}");
        }
    }
}
