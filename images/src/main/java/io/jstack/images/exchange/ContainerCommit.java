package io.jstack.images.exchange;

import io.jstack.images.ConfigJson;
import io.jstack.images.ContainerDefaults;
import io.jstack.images.Digest;
import io.jstack.images.History;
import io.jstack.images.Image;
import io.jstack.images.ImageConfig;
import io.jstack.images.ImageError;
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
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code docker commit}: what a container has written becomes a layer over its image's. */
public final class ContainerCommit {
    private final ImageStore store;

    public ContainerCommit(ImageStore store) {
        this.store = store;
    }

    /**
     * What to make.
     *
     * @param base the container's image
     * @param upper what it has written, in overlayfs's form; nobody writes to it meanwhile
     * @param stubs what was only made to mount something upon, absolute; left out where it is still empty
     * @param names of the new image; none leaves it with its id only
     */
    public record Wanted(
            Digest base,
            Path upper,
            List<String> stubs,
            ContainerDefaults container,
            List<Reference> names,
            Optional<String> author,
            Optional<String> message) {
        public Wanted {
            stubs = List.copyOf(stubs);
            names = List.copyOf(names);
        }
    }

    /**
     * Makes the image.
     *
     * @throws JstackException {@link ImageError#TOO_MANY_LAYERS}, {@link ImageError#DISK_FULL}
     */
    public Image commit(Wanted wanted) {
        Image base = store.get(wanted.base().toString());
        List<Layer> layers = new ArrayList<>(store.layersOf(base.id()));
        layers.forEach(layer -> store.layers().hold(layer.id()));
        try {
            layers.add(layer(wanted));
            return store.add(NewImage.of(ConfigJson.write(config(base, wanted, layers)), layers, wanted.names()));
        } catch (IOException | KernelException e) {
            throw StoreFailure.of("cannot commit the container", store.root(), e);
        } finally {
            store.layers().release(layers.stream().map(Layer::id).toList());
        }
    }

    private Layer layer(Wanted wanted) throws IOException {
        Path tar = store.blobs().fresh();
        Path tree = store.layers().freshTree(Optional.of(wanted.upper()));
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(tar))) {
                LayerTar.write(wanted.upper(), out);
            }
            try (InputStream in = Files.newInputStream(tar)) {
                new LayerExtractor(LayerLimits.DEFAULT).extract(in, tree, List.of(), read -> {});
            }
            for (String stub : wanted.stubs()) {
                removeStub(tree, stub);
            }
            LayerTar.Sum sum = LayerTar.sum(tree);
            return store.layers()
                    .record(store.layers().place(tree), sum.diffId(), sum.size(), Optional.empty(), Optional.empty());
        } finally {
            Files.deleteIfExists(tar);
            store.layers().discard(tree); // nothing there any more when it became a layer
        }
    }

    /** Only through directories of the tree itself: a link in it leads nowhere. */
    private static void removeStub(Path tree, String stub) throws IOException {
        Path at = tree;
        for (String part : stub.split("/", -1)) {
            if (!part.isEmpty()) {
                if (!Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
                    return;
                }
                at = at.resolve(part);
            }
        }
        boolean emptyFile = Files.isRegularFile(at, LinkOption.NOFOLLOW_LINKS) && Files.size(at) == 0;
        if (emptyFile || (Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS) && isEmpty(at))) {
            Files.delete(at);
        }
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (var entries = Files.newDirectoryStream(directory)) {
            return !entries.iterator().hasNext();
        }
    }

    private static ImageConfig config(Image base, Wanted wanted, List<Layer> layers) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        List<History> history = new ArrayList<>(base.config().history());
        history.add(new History(
                Optional.of(now),
                String.join(" ", wanted.container().args()),
                wanted.author(),
                wanted.message(),
                History.LayerEffect.LAYER));
        return new ImageConfig(
                base.config().platform(),
                Optional.of(now),
                wanted.author().or(() -> base.config().author()),
                wanted.container(),
                layers.stream().map(Layer::diffId).toList(),
                history);
    }
}
