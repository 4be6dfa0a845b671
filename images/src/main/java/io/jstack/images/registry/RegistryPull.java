package io.jstack.images.registry;

import io.jstack.images.ConfigJson;
import io.jstack.images.Descriptor;
import io.jstack.images.Digest;
import io.jstack.images.Image;
import io.jstack.images.ImageConfig;
import io.jstack.images.ImageError;
import io.jstack.images.ImageProgress;
import io.jstack.images.ImageProgress.Transfer;
import io.jstack.images.Platform;
import io.jstack.images.Reference;
import io.jstack.images.manifest.Manifest;
import io.jstack.images.source.ImageSources;
import io.jstack.images.store.ImageStore;
import io.jstack.images.store.Layer;
import io.jstack.images.store.NewImage;
import io.jstack.images.store.StoreFailure;
import io.jstack.runtime.kernel.KernelException;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * {@code docker pull}. One for the whole engine: two pulls of the same layer share one transfer. A few layers are downloaded at once and
 * unpacked in their order, while the next ones still come.
 */
public final class RegistryPull implements ImageSources.RegistryImages, AutoCloseable {
    private static final int AT_ONCE = 4;

    private final ImageStore store;
    private final Registries registries;
    private final BlobDownload downloads;
    private final CountDownLatch closed;
    private final ExecutorService workers = Executors.newFixedThreadPool(AT_ONCE, work -> {
        Thread thread = new Thread(work, "blob download");
        thread.setDaemon(true);
        return thread;
    });

    public RegistryPull(ImageStore store, RegistrySettings settings) {
        this(store, settings, new CountDownLatch(1));
    }

    private RegistryPull(ImageStore store, RegistrySettings settings, CountDownLatch closed) {
        this(store, settings, closed, Pause.until(closed));
    }

    RegistryPull(ImageStore store, RegistrySettings settings, CountDownLatch closed, Pause pause) {
        this.store = store;
        this.registries = new Registries(settings, pause);
        this.closed = closed;
        this.downloads = new BlobDownload(store.blobs(), workers, pause);
    }

    @Override
    public void close() {
        closed.countDown();
        workers.shutdownNow();
    }

    /**
     * Pulls an image and names it.
     *
     * @throws JstackException {@link ImageError#IMAGE_NOT_FOUND}, {@link ImageError#REGISTRY_DENIED},
     *     {@link ImageError#REGISTRY_UNREACHABLE}, {@link ImageError#PLATFORM_MISMATCH}, {@link ImageError#DIGEST_MISMATCH},
     *     {@link ImageError#INVALID_IMAGE}, {@link ImageError#DISK_FULL}; nothing changes then, but finished downloads are kept
     */
    @Override
    public Image pull(Reference name, Platform platform, ImageProgress progress) throws InterruptedException {
        progress.on(new ImageProgress.Note("pulling " + name.familiar()));
        for (RegistryConnection mirror : registries.mirrors(name)) {
            try {
                return pull(mirror, name, platform, progress);
            } catch (JstackException e) {
                progress.on(new ImageProgress.Note("mirror %s: %s"
                        .formatted(mirror.root(), e.problems().get(0).message())));
            }
        }
        return pull(registries.connect(name), name, platform, progress);
    }

    private Image pull(RegistryConnection registry, Reference name, Platform platform, ImageProgress progress)
            throws InterruptedException {
        RegistryConnection.Document first = registry.manifest(name.digest());
        Digest pinned = first.digest();
        RegistryConnection.Document own = first;
        Manifest manifest = Manifest.read(first.bytes(), first.mediaType(), name.familiar());
        if (manifest instanceof Manifest.Index index) {
            own = registry.manifest(Optional.of(choose(index, platform, name).digest()));
            manifest = Manifest.read(own.bytes(), own.mediaType(), name.familiar());
        }
        if (!(manifest instanceof Manifest.One image)) {
            throw new JstackException(
                    ImageError.INVALID_IMAGE,
                    "the index of %s leads to another index".formatted(name.familiar()),
                    "check that the registry holds a container image of that name");
        }
        try {
            return new Pull(registry, name, platform, progress).run(image, own, pinned);
        } catch (IOException | KernelException e) {
            throw StoreFailure.of("cannot pull " + name.familiar(), store.root(), e);
        }
    }

    private static Descriptor choose(Manifest.Index index, Platform platform, Reference name) {
        return index.images().stream()
                .filter(d -> d.platform().filter(platform::runs).isPresent())
                .findFirst()
                .orElseThrow(() -> new JstackException(
                        ImageError.PLATFORM_MISMATCH,
                        "%s is not made for %s, only for %s"
                                .formatted(
                                        name.familiar(),
                                        platform,
                                        index.images().stream()
                                                .flatMap(d -> d.platform().stream())
                                                .map(Platform::toString)
                                                .distinct()
                                                .toList()),
                        "use another tag or image"));
    }

    /** One pull, its manifest known. */
    private final class Pull {
        private final RegistryConnection registry;
        private final Reference name;
        private final Platform platform;
        private final ImageProgress progress;
        private final List<Digest> heldBlobs = new ArrayList<>();
        private final List<Layer> layers = new ArrayList<>();

        Pull(RegistryConnection registry, Reference name, Platform platform, ImageProgress progress) {
            this.registry = registry;
            this.name = name;
            this.platform = platform;
            this.progress = progress;
        }

        Image run(Manifest.One image, RegistryConnection.Document manifest, Digest pinned)
                throws IOException, InterruptedException {
            List<CompletableFuture<Descriptor>> transfers = new ArrayList<>();
            try {
                hold(manifest.digest());
                hold(image.config().digest());
                byte[] configText = config(image.config());
                ImageConfig config = ConfigJson.read(configText);
                check(image, config);
                for (int i = 0; i < image.layers().size(); i++) {
                    transfers.add(begin(image.layers().get(i), config.diffIds().get(i)));
                }
                for (int i = 0; i < transfers.size(); i++) {
                    layers.add(layer(image.layers().get(i), config.diffIds().get(i), transfers.get(i)));
                }
                store.blobs().put(manifest.bytes());
                Image pulled = store.add(NewImage.pulled(
                        configText,
                        layers,
                        name.tag().isPresent() ? List.of(tagOnly()) : List.of(),
                        Digest.of(manifest.bytes()),
                        new Reference(name.registry(), name.repository(), Optional.empty(), Optional.of(pinned))));
                progress.on(new ImageProgress.Note("pulled " + name.familiar() + " " + pinned));
                return pulled;
            } finally {
                store.blobs().release(heldBlobs);
                store.layers().release(layers.stream().map(Layer::id).toList());
            }
        }

        private Reference tagOnly() {
            return new Reference(name.registry(), name.repository(), name.tag(), Optional.empty());
        }

        private void hold(Digest digest) {
            heldBlobs.add(digest);
            store.blobs().hold(digest);
        }

        private byte[] config(Descriptor what) throws IOException, InterruptedException {
            await(downloads.begin(registry, what, ImageProgress.SILENT));
            return store.blobs().read(what.digest()).orElseThrow();
        }

        private void check(Manifest.One image, ImageConfig config) {
            if (image.layers().size() != config.diffIds().size()) {
                throw new JstackException(
                        ImageError.INVALID_IMAGE,
                        "%s has %d layers, and %d in its config"
                                .formatted(
                                        name.familiar(),
                                        image.layers().size(),
                                        config.diffIds().size()),
                        "check that the registry holds a container image of that name");
            }
            if (!platform.runs(config.platform())) {
                throw new JstackException(
                        ImageError.PLATFORM_MISMATCH,
                        "%s is made for %s, not for %s".formatted(name.familiar(), config.platform(), platform),
                        "use another tag or image");
            }
        }

        private CompletableFuture<Descriptor> begin(Descriptor blob, Digest diffId) {
            hold(blob.digest());
            boolean here = store.layers().find(diffId, List.of()).isPresent();
            progress.on(new Transfer(blob.digest().shortHex(), here ? "exists" : "waiting", 0, blob.size()));
            return here ? CompletableFuture.completedFuture(blob) : downloads.begin(registry, blob, progress);
        }

        private Layer layer(Descriptor blob, Digest diffId, CompletableFuture<Descriptor> transfer)
                throws IOException, InterruptedException {
            Optional<Layer> here = store.layers().find(diffId, layers);
            if (here.isPresent()) {
                store.layers().hold(here.get().id());
                return here.get();
            }
            await(transfer);
            await(downloads.begin(
                    registry, blob, progress)); // when an equal layer was here, but may not be stacked twice
            Layer unpacked;
            try (InputStream in = Files.newInputStream(store.blobs().path(blob.digest()))) {
                unpacked = store.layers().unpack(in, diffId, List.copyOf(layers), Optional.of(blob), extracting(blob));
            }
            progress.on(new Transfer(blob.digest().shortHex(), "done", blob.size(), blob.size()));
            return unpacked;
        }

        private io.jstack.images.layer.LayerExtractor.Meter extracting(Descriptor blob) {
            long[] told = {0};
            return read -> {
                if (read - told[0] >= 4L << 20) {
                    told[0] = read;
                    progress.on(new Transfer(blob.digest().shortHex(), "extracting", read, blob.size()));
                }
            };
        }

        private static void await(CompletableFuture<Descriptor> transfer) throws InterruptedException {
            try {
                transfer.get();
            } catch (ExecutionException e) {
                Throwable cause = e.getCause() == null ? e : e.getCause();
                if (cause instanceof RuntimeException known) {
                    throw known;
                }
                throw new IllegalStateException("a download failed", cause);
            }
        }
    }
}
