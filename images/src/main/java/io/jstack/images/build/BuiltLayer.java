package io.jstack.images.build;

import io.jstack.images.store.Layer;
import io.jstack.images.store.LayerId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/**
 * A layer of an image being built. Its tree is complete; its digest may still be on its way, while the next step runs already.
 *
 * @param created when the step ran, not when it was found again
 */
record BuiltLayer(LayerId id, Path tree, Instant created, CompletableFuture<Layer> layer) {
    static BuiltLayer of(Layer layer, Instant created) {
        return new BuiltLayer(layer.id(), layer.tree(), created, CompletableFuture.completedFuture(layer));
    }
}
