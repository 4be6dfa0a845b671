package io.jstack.images.store;

import com.fasterxml.jackson.databind.JsonNode;
import io.jstack.images.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Which layer a build step made, by the digest of all that it depended on. */
public final class BuildCache {
    private final StoreFiles files;
    private final LayerStore layers;

    BuildCache(StoreFiles files, LayerStore layers) {
        this.files = files;
        this.layers = layers;
    }

    private Path entry(Digest key) {
        return files.cache().resolve(key.hex() + ".json");
    }

    /**
     * What a step made, and when: an image built wholly of what is remembered is the same image again, to the byte.
     *
     * @param created of the layer
     */
    public record Result(Layer layer, Instant created) {}

    /** What a step with this key made, if it is still here. */
    public Optional<Result> find(Digest key) throws IOException {
        Optional<JsonNode> entry = files.readJson(entry(key));
        return entry.flatMap(json -> layers.find(new LayerId(json.path("layer").asText()))
                .map(layer ->
                        new Result(layer, Instant.parse(json.path("created").asText()))));
    }

    /** Remembers the result of a step. */
    public void put(Digest key, Result result) throws IOException {
        files.writeJson(
                entry(key),
                StoreFiles.JSON
                        .createObjectNode()
                        .put("schema", ImageStore.SCHEMA)
                        .put("layer", result.layer().id().value())
                        .put("created", result.created().toString()));
    }

    void clear() throws IOException {
        for (Path entry : StoreFiles.list(files.cache())) {
            files.discard(entry);
        }
    }

    Set<LayerId> layersInUse() throws IOException {
        Set<LayerId> result = new HashSet<>();
        for (Path entry : StoreFiles.list(files.cache())) {
            files.readJson(entry)
                    .ifPresent(json -> result.add(new LayerId(json.path("layer").asText())));
        }
        return result;
    }
}
