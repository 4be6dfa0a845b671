package io.jstack.images.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jstack.images.Descriptor;
import io.jstack.images.Digest;
import io.jstack.images.ImageError;
import io.jstack.images.layer.Extracted;
import io.jstack.images.layer.LayerExtractor;
import io.jstack.images.layer.LayerExtractor.Meter;
import io.jstack.images.layer.LayerLimits;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.FileSystemCalls;
import io.jstack.runtime.kernel.FileSystemStat;
import io.jstack.runtime.kernel.Linux;
import io.jstack.values.Bytes;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The unpacked layers. A tree gets its place first and its record last; without a record it is nobody's. */
public final class LayerStore {
    private static final String RECORD = ".json";

    private final StoreFiles files;
    private final Map<LayerId, Layer> layers = new ConcurrentHashMap<>();
    /** Layers that no image names yet, because it is still being made. */
    private final Set<LayerId> held = ConcurrentHashMap.newKeySet();

    LayerStore(StoreFiles files) throws IOException {
        this.files = files;
        for (Path path : StoreFiles.list(files.layers())) {
            String name = String.valueOf(path.getFileName());
            if (name.endsWith(RECORD)) {
                LayerId id = new LayerId(name.substring(0, name.length() - RECORD.length()));
                Optional<JsonNode> record = readRecord(path);
                if (record.isPresent() && Files.isDirectory(tree(id))) {
                    layers.put(id, read(id, record.get()));
                }
            }
        }
        for (Path path : StoreFiles.list(files.layers())) {
            String name = String.valueOf(path.getFileName());
            LayerId id = new LayerId(name.endsWith(RECORD) ? name.substring(0, name.length() - RECORD.length()) : name);
            if (!layers.containsKey(id)) {
                files.remove(path);
            }
        }
    }

    /** Without its record nobody knows what a tree is: its images are damaged, and say so. */
    private Optional<JsonNode> readRecord(Path path) throws IOException {
        try {
            return files.readJson(path);
        } catch (JstackException e) {
            if (e.code() == ImageError.STORE_DAMAGED) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private Path tree(LayerId id) {
        return files.layers().resolve(id.value());
    }

    private Path record(LayerId id) {
        return files.layers().resolve(id.value() + RECORD);
    }

    public Optional<Layer> find(LayerId id) {
        return Optional.ofNullable(layers.get(id));
    }

    /**
     * A layer with these contents that may stand on {@code below}. An image may hold the same diff ID twice, but overlayfs refuses the
     * same directory twice (ELOOP): one of {@code below} is never the answer.
     */
    public Optional<Layer> find(Digest diffId, List<Layer> below) {
        Optional<Digest> chain = chain(below);
        return layers.values().stream()
                .filter(layer -> layer.diffId().equals(diffId))
                .filter(layer -> layer.above().isEmpty() || layer.above().equals(chain))
                .filter(layer -> !below.contains(layer))
                .findFirst();
    }

    private static Optional<Digest> chain(List<Layer> below) {
        return below.isEmpty()
                ? Optional.empty()
                : Optional.of(io.jstack.images.ChainId.of(
                        below.stream().map(Layer::diffId).toList()));
    }

    /**
     * Unpacks a layer.
     *
     * @param promised the diff ID that the image's config gives
     * @param below lowest first
     * @param blob the packed layer, if it is kept
     * @throws JstackException as {@link LayerExtractor}, and {@link ImageError#DIGEST_MISMATCH}; nothing is kept then
     */
    public Layer unpack(InputStream packed, Digest promised, List<Layer> below, Optional<Descriptor> blob, Meter meter)
            throws IOException {
        Path part = freshTree(
                below.isEmpty()
                        ? Optional.empty()
                        : Optional.of(below.get(below.size() - 1).tree()));
        try {
            Extracted extracted =
                    new LayerExtractor(LayerLimits.DEFAULT).extract(packed, part, topmostFirst(below), meter);
            if (!extracted.diffId().equals(promised)) {
                throw new JstackException(
                        ImageError.DIGEST_MISMATCH,
                        "a layer unpacks to %s, not to %s as the image's config says"
                                .formatted(extracted.diffId(), promised),
                        "do not use this image, or have it built again");
            }
            Optional<Digest> above = extracted.fit() == Extracted.Fit.ANY ? Optional.empty() : chain(below);
            return keep(part, extracted.diffId(), extracted.size(), above, blob);
        } catch (IOException | RuntimeException e) {
            files.remove(part);
            throw e;
        }
    }

    /**
     * An empty directory, to become a layer's tree.
     *
     * @param below the layer it will lie on: its root looks like that one's
     */
    public Path freshTree(Optional<Path> below) throws IOException {
        Path part = Files.createDirectory(files.fresh());
        FileSystemCalls calls = new FileSystemCalls();
        try (Fd made = Linux.open(part.toString(), Linux.O_RDONLY | Linux.O_DIRECTORY)) {
            if (below.isEmpty()) {
                calls.chmod(made, 0755);
                return part;
            }
            try (Fd like = Linux.open(below.get().toString(), Linux.O_RDONLY | Linux.O_DIRECTORY)) {
                FileSystemStat stat = calls.stat(like);
                calls.chown(made, stat.uid(), stat.gid());
                calls.chmod(made, stat.permissions());
            }
        }
        return part;
    }

    /** An empty directory on the store's file system, for overlayfs's own use beside a {@link #freshTree}. */
    public Path freshWork() throws IOException {
        return Files.createDirectory(files.fresh());
    }

    /** Removes a tree that came to nothing. */
    public void discard(Path part) throws IOException {
        files.remove(part);
    }

    /** Gives a finished tree its place, under an id it keeps; it is lost at the next start unless {@link #record} follows. */
    public LayerId place(Path part) throws IOException {
        LayerId id = LayerId.random();
        held.add(id);
        files.place(part, tree(id));
        return id;
    }

    /** The tree of a placed layer. */
    public Path treeOf(LayerId placed) {
        return tree(placed);
    }

    /** Makes a placed tree a layer. Held until {@link #release}. */
    public Layer record(LayerId id, Digest diffId, Bytes size, Optional<Digest> above, Optional<Descriptor> blob)
            throws IOException {
        Layer layer = new Layer(id, tree(id), diffId, size, above, blob);
        held.add(id);
        files.writeJson(record(id), write(layer));
        layers.put(id, layer);
        return layer;
    }

    private Layer keep(Path part, Digest diffId, Bytes size, Optional<Digest> above, Optional<Descriptor> blob)
            throws IOException {
        return record(place(part), diffId, size, above, blob);
    }

    /** Says where the packed layer is kept. */
    Layer withBlob(Layer layer, Descriptor blob) throws IOException {
        return record(layer.id(), layer.diffId(), layer.size(), layer.above(), Optional.of(blob));
    }

    /** Keeps {@code id} from being pruned while an image of it is being made. */
    public void hold(LayerId id) {
        held.add(id);
    }

    /** Whoever made these has said whether an image uses them. */
    public void release(Collection<LayerId> ids) {
        held.removeAll(ids);
    }

    boolean isHeld(LayerId id) {
        return held.contains(id);
    }

    Collection<Layer> all() {
        return List.copyOf(layers.values());
    }

    /** The record goes first: a tree without one is removed when the store opens. */
    void delete(LayerId id) throws IOException {
        layers.remove(id);
        files.discard(record(id));
        files.remove(tree(id));
    }

    static List<Path> topmostFirst(List<Layer> lowestFirst) {
        List<Path> trees =
                new java.util.ArrayList<>(lowestFirst.stream().map(Layer::tree).toList());
        java.util.Collections.reverse(trees);
        return trees;
    }

    private Layer read(LayerId id, JsonNode record) {
        JsonNode blob = record.path("blob");
        return new Layer(
                id,
                tree(id),
                Digest.parse(record.path("diffId").asText()),
                new Bytes(record.path("size").asLong()),
                record.has("above")
                        ? Optional.of(Digest.parse(record.path("above").asText()))
                        : Optional.empty(),
                blob.isObject()
                        ? Optional.of(Descriptor.of(
                                blob.path("mediaType").asText(),
                                Digest.parse(blob.path("digest").asText()),
                                blob.path("size").asLong()))
                        : Optional.empty());
    }

    private static ObjectNode write(Layer layer) {
        ObjectNode record = StoreFiles.JSON.createObjectNode().put("schema", ImageStore.SCHEMA);
        record.put("diffId", layer.diffId().toString());
        record.put("size", layer.size().value());
        layer.above().ifPresent(chain -> record.put("above", chain.toString()));
        layer.blob()
                .ifPresent(blob -> record.putObject("blob")
                        .put("mediaType", blob.mediaType())
                        .put("digest", blob.digest().toString())
                        .put("size", blob.size()));
        return record;
    }
}
