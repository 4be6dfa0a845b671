package io.jstack.images.store;

import io.jstack.images.Digest;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** {@code image fsck}: each blob's digest, each image's parts. */
final class StoreCheck {
    private final ImageStore store;

    StoreCheck(ImageStore store) {
        this.store = store;
    }

    List<String> run() throws IOException {
        List<String> wrong = new ArrayList<>();
        Set<Digest> present = new HashSet<>(store.blobs().all());
        for (Digest digest : present) {
            try {
                store.blobs().verify(digest);
            } catch (JstackException e) {
                wrong.add(e.problems().get(0).message());
            }
        }
        for (ImageRecord image : store.records().all()) {
            wrong.addAll(lost(image, present));
        }
        for (ImageStore.Damaged image : store.damaged()) {
            boolean isTold = store.records()
                    .find(image.id())
                    .filter(record -> !lost(record, present).isEmpty())
                    .isPresent();
            if (!isTold) {
                wrong.add("image %s cannot be read: %s"
                        .formatted(
                                image.id().shortHex(),
                                image.why().problems().get(0).message()));
            }
        }
        for (Layer layer : store.layers().all()) {
            layer.blob()
                    .filter(blob -> !present.contains(blob.digest()))
                    .ifPresent(blob -> wrong.add("layer %s has lost its blob %s".formatted(layer.id(), blob.digest())));
        }
        return wrong;
    }

    /** What the image names and the store does not have. */
    private List<String> lost(ImageRecord image, Set<Digest> present) {
        List<String> lost = new ArrayList<>();
        String name = "image " + image.id().shortHex();
        if (!present.contains(image.id())) {
            lost.add(name + " has lost its config");
        }
        image.manifest()
                .filter(manifest -> !present.contains(manifest))
                .ifPresent(manifest -> lost.add(name + " has lost its manifest " + manifest));
        for (LayerId id : image.layers()) {
            if (store.layers().find(id).isEmpty()) {
                lost.add(name + " has lost its layer " + id);
            }
        }
        return lost;
    }
}
