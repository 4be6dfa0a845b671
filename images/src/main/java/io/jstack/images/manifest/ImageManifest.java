package io.jstack.images.manifest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jstack.images.Descriptor;
import io.jstack.images.Digest;
import io.jstack.images.Image;
import io.jstack.images.store.ImageStore;
import io.jstack.images.store.Layer;
import io.jstack.images.store.LayerBlobs;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How an image of the store leaves it: its config, its packed layers, and the manifest that names them, which is the one it came with
 * wherever that still fits.
 */
public final class ImageManifest {
    private final byte[] text;
    private final String mediaType;
    private final Descriptor config;
    private final List<Descriptor> layers;

    private ImageManifest(byte[] text, String mediaType, Descriptor config, List<Descriptor> layers) {
        this.text = text;
        this.mediaType = mediaType;
        this.config = config;
        this.layers = layers;
    }

    /** Packs what is not packed yet. */
    public static ImageManifest of(ImageStore store, Image image) throws IOException {
        List<Descriptor> layers = new ArrayList<>();
        for (Layer layer : store.layersOf(image.id())) {
            layers.add(new LayerBlobs(store).of(layer));
        }
        Descriptor config = Descriptor.of(
                MediaTypes.OCI_CONFIG, image.id(), Files.size(store.blobs().path(image.id())));
        Optional<ImageManifest> kept = kept(store, image, config, layers);
        return kept.isPresent()
                ? kept.get()
                : new ImageManifest(write(config, layers), MediaTypes.OCI_MANIFEST, config, layers);
    }

    private static Optional<ImageManifest> kept(
            ImageStore store, Image image, Descriptor config, List<Descriptor> layers) throws IOException {
        Optional<Digest> digest = store.manifestOf(image.id());
        if (digest.isEmpty()) {
            return Optional.empty();
        }
        byte[] text = store.blobs().read(digest.get()).orElse(new byte[0]);
        String type = Manifest.JSON.readTree(text).path("mediaType").asText(MediaTypes.OCI_MANIFEST);
        boolean same = Manifest.read(text, type, image.id().shortHex()) instanceof Manifest.One one
                && one.layers().stream()
                        .map(Descriptor::digest)
                        .toList()
                        .equals(layers.stream().map(Descriptor::digest).toList());
        return same ? Optional.of(new ImageManifest(text, type, config, layers)) : Optional.empty();
    }

    private static byte[] write(Descriptor config, List<Descriptor> layers) throws IOException {
        ObjectNode root = Manifest.JSON.createObjectNode();
        root.put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_MANIFEST);
        root.set("config", node(config));
        ArrayNode array = root.putArray("layers");
        layers.forEach(layer -> array.add(node(layer)));
        return Manifest.JSON.writeValueAsBytes(root);
    }

    private static ObjectNode node(Descriptor descriptor) {
        return Manifest.JSON
                .createObjectNode()
                .put("mediaType", descriptor.mediaType())
                .put("digest", descriptor.digest().toString())
                .put("size", descriptor.size());
    }

    /** Its bytes; not to be changed. */
    public byte[] text() {
        return text;
    }

    public Descriptor descriptor() {
        return Descriptor.of(mediaType, Digest.of(text), text.length);
    }

    public Descriptor config() {
        return config;
    }

    /** Lowest first. */
    public List<Descriptor> layers() {
        return layers;
    }
}
