package io.jstack.images.store;

import io.jstack.images.Digest;
import io.jstack.values.Bytes;
import java.io.IOException;
import java.util.Set;

/** Removes the layers and blobs that nothing names any more. */
final class StoreSweep {
    private final StoreFiles files;
    private final ImageStore store;

    StoreSweep(StoreFiles files, ImageStore store) {
        this.files = files;
        this.store = store;
    }

    /** Bytes of unpacked layers and of blobs that went. */
    Bytes sweep() throws IOException {
        Set<LayerId> needed = store.layersInUse();
        needed.addAll(store.buildCache().layersInUse());
        long freed = 0;
        for (Layer layer : store.layers().all()) {
            if (!needed.contains(layer.id()) && !store.layers().isHeld(layer.id())) {
                freed += layer.size().value();
                store.layers().delete(layer.id());
            }
        }
        return new Bytes(freed + sweepBlobs());
    }

    private long sweepBlobs() throws IOException {
        Set<Digest> needed = store.blobsInUse();
        store.layers().all().forEach(layer -> layer.blob().ifPresent(blob -> needed.add(blob.digest())));
        long freed = 0;
        for (Digest digest : store.blobs().all()) {
            if (!needed.contains(digest) && !store.blobs().isHeld(digest)) {
                freed += java.nio.file.Files.size(files.blobs().resolve(digest.hex()));
                store.blobs().delete(digest);
            }
        }
        store.blobs().deletePartial();
        return freed;
    }
}
