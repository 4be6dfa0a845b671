package io.jstack.images.build;

import io.jstack.images.Digest;
import io.jstack.images.layer.LayerTar;
import io.jstack.images.store.BuildCache;
import io.jstack.images.store.ImageStore;
import io.jstack.images.store.Layer;
import io.jstack.images.store.LayerId;
import io.jstack.images.store.StoreFailure;
import io.jstack.runtime.kernel.KernelException;
import io.jstack.values.Bytes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Makes layers out of directories, or finds those an earlier build made. The directory is the layer: it is renamed, never copied, and its
 * digest is computed beside the next step.
 */
final class LayerMaker {
    private final ImageStore store;
    private final BuildCache cache;
    private final BuildRequest.CacheUse use;
    private final Executor hashing;
    private final List<CompletableFuture<Layer>> pending = Collections.synchronizedList(new ArrayList<>());
    private final List<LayerId> held = Collections.synchronizedList(new ArrayList<>());

    LayerMaker(ImageStore store, BuildRequest.CacheUse use, Executor hashing) {
        this.store = store;
        this.cache = store.buildCache();
        this.use = use;
        this.hashing = hashing;
    }

    ImageStore store() {
        return store;
    }

    /** What an earlier build made under {@code key}; not one of {@code below}, which overlayfs could not stack twice. */
    Optional<BuiltLayer> find(Digest key, List<BuiltLayer> below) throws IOException {
        if (use == BuildRequest.CacheUse.IGNORE) {
            return Optional.empty();
        }
        Optional<BuildCache.Result> found = cache.find(key)
                .filter(result -> below.stream()
                        .noneMatch(layer -> layer.id().equals(result.layer().id())));
        found.ifPresent(result -> hold(result.layer().id()));
        return found.map(result -> BuiltLayer.of(result.layer(), result.created()));
    }

    /** Makes {@code tree}, a directory of the store's that is complete, the layer of {@code key}. */
    BuiltLayer make(Path tree, Digest key) throws IOException {
        LayerId id = store.layers().place(tree);
        held.add(id);
        Instant created = Instant.now();
        CompletableFuture<Layer> layer = CompletableFuture.supplyAsync(() -> record(id, key, created), hashing);
        pending.add(layer);
        return new BuiltLayer(id, store.layers().treeOf(id), created, layer);
    }

    private Layer record(LayerId id, Digest key, Instant created) {
        try {
            LayerTar.Sum sum = LayerTar.sum(store.layers().treeOf(id));
            Bytes size = sum.size();
            Layer layer = store.layers().record(id, sum.diffId(), size, Optional.empty(), Optional.empty());
            cache.put(key, new BuildCache.Result(layer, created));
            return layer;
        } catch (IOException | KernelException e) {
            throw StoreFailure.of("cannot keep a build step's layer", store.root(), e);
        }
    }

    private void hold(LayerId id) {
        held.add(id);
        store.layers().hold(id);
    }

    /** The build is over: what no image names may be pruned. */
    void release() {
        synchronized (pending) {
            // also after a failure: what is being recorded must be settled before it is let go
            pending.forEach(layer -> layer.handle((done, failure) -> done).join());
        }
        synchronized (held) {
            store.layers().release(List.copyOf(held));
        }
    }
}
