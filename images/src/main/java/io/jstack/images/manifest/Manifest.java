package io.jstack.images.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jstack.images.Descriptor;
import io.jstack.images.Digest;
import io.jstack.images.ImageError;
import io.jstack.images.Platform;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a tag stands for: one image's manifest, or an index of several (OCI image spec, manifest.md and image-index.md; Docker's schema 2
 * and manifest list).
 */
public sealed interface Manifest {
    /** One image. */
    record One(Descriptor config, List<Descriptor> layers) implements Manifest {}

    /** One image for each of several platforms. */
    record Index(List<Descriptor> images) implements Manifest {}

    ObjectMapper JSON = new ObjectMapper();

    /**
     * Reads a manifest of either kind.
     *
     * @param name of the image, for errors
     * @throws JstackException {@link ImageError#INVALID_IMAGE}
     */
    static Manifest read(byte[] text, String mediaType, String name) {
        JsonNode root;
        try {
            root = JSON.readTree(text);
        } catch (IOException e) {
            throw invalid(name, "it is not JSON (" + mediaType + ")");
        }
        String type = root.path("mediaType").asText(mediaType);
        if (root.path("schemaVersion").asInt() != 2) {
            throw invalid(
                    name, "it has schema version " + root.path("schemaVersion").asText("none") + ", not 2");
        }
        if (MediaTypes.INDEXES.contains(type) || (root.has("manifests") && !root.has("layers"))) {
            return new Index(descriptors(root.path("manifests")));
        }
        if (!MediaTypes.MANIFESTS.contains(type) && !root.has("layers")) {
            throw invalid(name, "its media type is " + type);
        }
        if (!root.path("config").isObject()) {
            throw invalid(name, "it has no config");
        }
        return new One(descriptor(root.path("config")), descriptors(root.path("layers")));
    }

    private static List<Descriptor> descriptors(JsonNode array) {
        List<Descriptor> result = new ArrayList<>();
        array.forEach(item -> result.add(descriptor(item)));
        return result;
    }

    private static Descriptor descriptor(JsonNode node) {
        JsonNode platform = node.path("platform");
        return new Descriptor(
                node.path("mediaType").asText(),
                Digest.parse(node.path("digest").asText()),
                Math.max(0, node.path("size").asLong()),
                platform.isObject()
                        ? Optional.of(new Platform(
                                platform.path("os").asText(),
                                platform.path("architecture").asText(),
                                Optional.of(platform.path("variant").asText()).filter(v -> !v.isEmpty())))
                        : Optional.empty(),
                java.util.Map.of());
    }

    private static JstackException invalid(String name, String why) {
        return new JstackException(
                ImageError.INVALID_IMAGE,
                "the manifest of %s cannot be read: %s".formatted(name, why),
                "check that the registry holds a container image of that name");
    }
}
