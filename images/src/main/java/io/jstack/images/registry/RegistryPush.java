package io.jstack.images.registry;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jstack.images.Descriptor;
import io.jstack.images.Digest;
import io.jstack.images.Image;
import io.jstack.images.ImageError;
import io.jstack.images.ImageProgress;
import io.jstack.images.ImageProgress.Transfer;
import io.jstack.images.Reference;
import io.jstack.images.store.ImageStore;
import io.jstack.images.store.Layer;
import io.jstack.images.store.LayerBlobs;
import io.jstack.images.store.StoreFailure;
import io.jstack.runtime.kernel.KernelException;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code docker push}. What was pulled goes out as the bytes it came in; what was made here is packed once and kept so. */
public final class RegistryPush {
    private final ImageStore store;
    private final Registries registries;

    public RegistryPush(ImageStore store, RegistrySettings settings) {
        this.store = store;
        this.registries = new Registries(settings);
    }

    /**
     * Pushes the image that goes by {@code name} to the registry in it.
     *
     * @return digest of the manifest
     * @throws JstackException {@link ImageError#IMAGE_NOT_FOUND}, {@link ImageError#REGISTRY_DENIED},
     *     {@link ImageError#REGISTRY_UNREACHABLE}
     */
    public Digest push(Reference name, ImageProgress progress) throws InterruptedException {
        Image image = store.get(name.familiar());
        RegistryConnection registry = registries.connect(name);
        try {
            List<Descriptor> blobs = new ArrayList<>();
            for (Layer layer : store.layersOf(image.id())) {
                blobs.add(new LayerBlobs(store).of(layer));
            }
            Descriptor config = Descriptor.of(
                    MediaTypes.OCI_CONFIG, image.id(), Files.size(store.blobs().path(image.id())));
            for (Descriptor blob : blobs) {
                upload(registry, blob, progress);
            }
            upload(registry, config, progress);
            Optional<Kept> kept = kept(image, blobs);
            byte[] manifest = kept.isPresent() ? kept.get().text() : manifest(config, blobs);
            registry.putManifest(manifest, kept.map(Kept::mediaType).orElse(MediaTypes.OCI_MANIFEST));
            Digest digest = Digest.of(manifest);
            progress.on(new ImageProgress.Note("pushed " + name.familiar() + " " + digest));
            return digest;
        } catch (IOException | UncheckedIOException | KernelException e) {
            throw StoreFailure.of("cannot push " + name.familiar(), store.root(), e);
        }
    }

    private void upload(RegistryConnection registry, Descriptor blob, ImageProgress progress)
            throws InterruptedException {
        String what = blob.digest().shortHex();
        if (registry.has(blob.digest())) {
            progress.on(new Transfer(what, "exists", blob.size(), blob.size()));
            return;
        }
        progress.on(new Transfer(what, "pushing", 0, blob.size()));
        registry.upload(blob.digest(), blob.size(), () -> open(blob));
        progress.on(new Transfer(what, "pushed", blob.size(), blob.size()));
    }

    private InputStream open(Descriptor blob) {
        try {
            return Files.newInputStream(store.blobs().path(blob.digest()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A manifest as it came, if it still says what is being pushed. */
    private static final class Kept {
        private final byte[] text;
        private final String mediaType;

        Kept(byte[] text, String mediaType) {
            this.text = text;
            this.mediaType = mediaType;
        }

        byte[] text() {
            return text;
        }

        String mediaType() {
            return mediaType;
        }
    }

    private Optional<Kept> kept(Image image, List<Descriptor> blobs) throws IOException {
        Optional<Digest> digest = store.manifestOf(image.id());
        if (digest.isEmpty()) {
            return Optional.empty();
        }
        byte[] text = store.blobs().read(digest.get()).orElse(new byte[0]);
        String mediaType = Manifest.JSON.readTree(text).path("mediaType").asText(MediaTypes.OCI_MANIFEST);
        boolean same = Manifest.read(text, mediaType, image.id().shortHex()) instanceof Manifest.One one
                && one.layers().stream()
                        .map(Descriptor::digest)
                        .toList()
                        .equals(blobs.stream().map(Descriptor::digest).toList());
        return same ? Optional.of(new Kept(text, mediaType)) : Optional.empty();
    }

    private static byte[] manifest(Descriptor config, List<Descriptor> layers) throws IOException {
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
}
