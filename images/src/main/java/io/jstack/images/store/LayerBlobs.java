package io.jstack.images.store;

import io.jstack.images.Descriptor;
import io.jstack.images.Digest;
import io.jstack.images.ImageError;
import io.jstack.images.layer.LayerTar;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.zip.GZIPOutputStream;

/** Packs layers that were made here, for whoever wants to carry them elsewhere; those that came packed stay as they came. */
public final class LayerBlobs {
    private static final int BUFFER = 1 << 16;
    private static final String GZIP_LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";

    private final ImageStore store;

    public LayerBlobs(ImageStore store) {
        this.store = store;
    }

    /**
     * The packed layer, made now when it is not kept, and kept from then on.
     *
     * @throws JstackException {@link ImageError#STORE_DAMAGED} when the tree is no longer what its diff ID says
     */
    public Descriptor of(Layer layer) throws IOException {
        if (layer.blob().filter(blob -> store.blobs().has(blob.digest())).isPresent()) {
            return layer.blob().get();
        }
        Path part = store.blobs().fresh();
        MessageDigest plain = Digest.sha256();
        MessageDigest packed = Digest.sha256();
        try {
            try (OutputStream file = new DigestOutputStream(Files.newOutputStream(part), packed);
                    OutputStream out = new DigestOutputStream(new GZIPOutputStream(file, BUFFER), plain)) {
                LayerTar.write(layer.tree(), out);
            }
            if (!layer.diffId().matches(plain.digest())) {
                throw new JstackException(
                        ImageError.STORE_DAMAGED,
                        "layer %s was changed since it was made".formatted(layer.id()),
                        "build or import the image again");
            }
            Descriptor blob = Descriptor.of(GZIP_LAYER, Digest.finish(packed.digest()), Files.size(part));
            store.blobs().keep(part, blob);
            store.layers().withBlob(layer, blob);
            store.layers().release(java.util.List.of(layer.id()));
            return blob;
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
