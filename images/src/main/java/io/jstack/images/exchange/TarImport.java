package io.jstack.images.exchange;

import io.jstack.images.ConfigJson;
import io.jstack.images.ContainerDefaults;
import io.jstack.images.History;
import io.jstack.images.Image;
import io.jstack.images.ImageConfig;
import io.jstack.images.ImageError;
import io.jstack.images.ImageProgress;
import io.jstack.images.Platform;
import io.jstack.images.Reference;
import io.jstack.images.layer.LayerExtractor;
import io.jstack.images.layer.LayerLimits;
import io.jstack.images.layer.LayerTar;
import io.jstack.images.store.ImageStore;
import io.jstack.images.store.Layer;
import io.jstack.images.store.NewImage;
import io.jstack.images.store.StoreFailure;
import io.jstack.runtime.kernel.KernelException;
import io.jstack.values.JstackException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** {@code docker import}: the tar of a root file system becomes an image of one layer. */
public final class TarImport {
    private static final long TOLD_EVERY = 4L << 20;

    private final ImageStore store;
    private final ImageProgress progress;

    public TarImport(ImageStore store, ImageProgress progress) {
        this.store = store;
        this.progress = progress;
    }

    /**
     * Reads {@code tar} to its end, packed by gzip, zstd or not at all.
     *
     * @param names of the new image; none leaves it with its id only
     * @param comment what its history says of it
     * @throws JstackException {@link ImageError#INVALID_LAYER}, {@link ImageError#LAYER_TOO_LARGE}, {@link ImageError#DISK_FULL}
     */
    public Image read(RootTar tar, List<Reference> names, ContainerDefaults container, String comment) {
        String what = names.isEmpty() ? "import" : names.get(0).familiar();
        try {
            Path tree = store.layers().freshTree(Optional.empty());
            try {
                unpack(tar, tree, what);
                // not the digest of the tar that came: it is not kept, and a push must be able to make these bytes
                // again
                LayerTar.Sum sum = LayerTar.sum(tree);
                Layer layer = store.layers()
                        .record(
                                store.layers().place(tree),
                                sum.diffId(),
                                sum.size(),
                                Optional.empty(),
                                Optional.empty());
                return add(layer, names, container, comment);
            } catch (IOException | RuntimeException e) {
                store.layers().discard(tree);
                throw e;
            }
        } catch (IOException | KernelException e) {
            throw StoreFailure.of("cannot import " + what, store.root(), e);
        }
    }

    private void unpack(RootTar tar, Path tree, String what) throws IOException {
        LayerExtractor extractor = new LayerExtractor(LayerLimits.DEFAULT);
        try (InputStream in = tar.open()) {
            extractor.extract(in, tree, List.of(), meter(what));
        } finally {
            tar.finish(); // its own words are better than "no sound tar"
        }
        byte[] additions = tar.additions();
        if (additions.length > 0) {
            extractor.extract(new ByteArrayInputStream(additions), tree, List.of(), read -> {});
        }
    }

    private Image add(Layer layer, List<Reference> names, ContainerDefaults container, String comment) {
        try {
            Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
            ImageConfig config = new ImageConfig(
                    Platform.host(),
                    Optional.of(now),
                    Optional.empty(),
                    container,
                    List.of(layer.diffId()),
                    List.of(new History(
                            Optional.of(now), "", Optional.empty(), Optional.of(comment), History.LayerEffect.LAYER)));
            return store.add(NewImage.of(ConfigJson.write(config), List.of(layer), names));
        } finally {
            store.layers().release(List.of(layer.id()));
        }
    }

    private LayerExtractor.Meter meter(String what) {
        long[] told = {0};
        return packed -> {
            if (packed - told[0] >= TOLD_EVERY) {
                told[0] = packed;
                progress.on(new ImageProgress.Transfer(what, "extracting", packed, 0));
            }
        };
    }
}
