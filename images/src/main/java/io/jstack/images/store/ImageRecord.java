package io.jstack.images.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jstack.images.Digest;
import io.jstack.images.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the store remembers of an image besides its config.
 *
 * @param layers lowest first
 * @param manifest the one it was pulled with, kept so that a push gives the same bytes
 * @param pinned names with the manifest or index digest each was pulled by: {@code docker.io/library/postgres@sha256:…}
 */
record ImageRecord(Digest id, List<LayerId> layers, Optional<Digest> manifest, Set<Reference> pinned) {
    ImageRecord {
        layers = List.copyOf(layers);
        pinned = Set.copyOf(pinned);
    }

    static ImageRecord read(Digest id, JsonNode record) {
        List<LayerId> layers = new ArrayList<>();
        record.path("layers").forEach(layer -> layers.add(new LayerId(layer.asText())));
        Set<Reference> pinned = new TreeSet<>();
        record.path("pinned").forEach(name -> pinned.add(Reference.parse(name.asText())));
        return new ImageRecord(
                id,
                layers,
                record.has("manifest")
                        ? Optional.of(Digest.parse(record.path("manifest").asText()))
                        : Optional.empty(),
                pinned);
    }

    ObjectNode write() {
        ObjectNode record = StoreFiles.JSON.createObjectNode().put("schema", ImageStore.SCHEMA);
        ArrayNode list = record.putArray("layers");
        layers.forEach(layer -> list.add(layer.value()));
        manifest.ifPresent(digest -> record.put("manifest", digest.toString()));
        ArrayNode names = record.putArray("pinned");
        pinned.stream().sorted().forEach(name -> names.add(name.toString()));
        return record;
    }

    /** The same image, also known by what {@code other} says. */
    ImageRecord and(ImageRecord other) {
        Set<Reference> both = new TreeSet<>(pinned);
        both.addAll(other.pinned);
        return new ImageRecord(id, layers, other.manifest.or(() -> manifest), both);
    }
}
