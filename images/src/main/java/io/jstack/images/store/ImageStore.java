package io.jstack.images.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.jstack.images.ConfigJson;
import io.jstack.images.Descriptor;
import io.jstack.images.Digest;
import io.jstack.images.Image;
import io.jstack.images.ImageConfig;
import io.jstack.images.ImageError;
import io.jstack.images.Reference;
import io.jstack.values.Bytes;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The images of one engine. Opened once and shared by its threads; every method is complete when it returns, and a killed engine loses
 * nothing that was.
 */
public final class ImageStore implements AutoCloseable {
    /** overlayfs mounts more, but the names of more do not fit into the page that mount(2) takes. Docker's limit too. */
    public static final int MAX_LAYERS = 127;

    static final int SCHEMA = 1;

    private static final Pattern SHORT_ID = Pattern.compile("(?:sha256:)?([a-f0-9]{4,64})");
    private static final int CONFIGS = 500;

    private final StoreFiles files;
    private final StoreLock lock;
    private final BlobStore blobs;
    private final LayerStore layers;
    private final CacheMounts cacheMounts;
    private final Map<Digest, ImageRecord> images = new ConcurrentHashMap<>();
    private final ReferenceFile references;
    private final Cache<Digest, ImageConfig> configs =
            Caffeine.newBuilder().maximumSize(CONFIGS).build();

    private ImageStore(StoreFiles files, StoreLock lock) throws IOException {
        this.files = files;
        this.lock = lock;
        files.emptyTemp();
        blobs = new BlobStore(files);
        layers = new LayerStore(files);
        cacheMounts = new CacheMounts(files);
        for (Path path : StoreFiles.list(files.images())) {
            Digest id = new Digest("sha256", String.valueOf(path.getFileName()).replace(".json", ""));
            files.readJson(path).ifPresent(record -> images.put(id, ImageRecord.read(id, record)));
        }
        references = new ReferenceFile(files, images.keySet());
    }

    /**
     * Opens the store in {@code root}, made when it is missing.
     *
     * @throws JstackException {@link ImageError#STORE_BUSY}, {@link ImageError#STORE_TOO_NEW}, {@link ImageError#STORE_DAMAGED}
     */
    public static ImageStore open(Path root) {
        try {
            StoreFiles files = new StoreFiles(root.toAbsolutePath());
            StoreLock lock = StoreLock.take(files.root());
            try {
                return new ImageStore(files, lock);
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw StoreFailure.of("cannot open the image store", root, e);
        }
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw StoreFailure.of("cannot close the image store", files.root(), e);
        }
    }

    public Path root() {
        return files.root();
    }

    /** The directory that every path of {@link Image#layers} lies in, by a name without slash. */
    public Path layerDirectory() {
        return files.layers();
    }

    /** Where builds keep the directories of {@code RUN --mount=type=cache}. */
    public CacheMounts cacheMounts() {
        return cacheMounts;
    }

    public BlobStore blobs() {
        return blobs;
    }

    public LayerStore layers() {
        return layers;
    }

    /** Where build steps are remembered. */
    public BuildCache buildCache() {
        return new BuildCache(files, layers);
    }

    /** All images, newest first. */
    public List<Image> list() {
        return images.values().stream()
                .map(this::image)
                .sorted(Comparator.comparing(Image::created).reversed().thenComparing(Image::id))
                .toList();
    }

    /** The image with that very name, or the one pulled by that digest. */
    public Optional<Image> find(Reference name) {
        if (name.digest().isEmpty()) {
            return references.find(name).map(images::get).map(this::image);
        }
        Digest digest = name.digest().get();
        return images.values().stream()
                .filter(record -> record.pinned().stream()
                        .anyMatch(
                                p -> p.name().equals(name.name()) && p.digest().equals(Optional.of(digest))))
                .findFirst()
                .map(this::image);
    }

    /**
     * An image by what a user calls it: a name, an id, or the beginning of one.
     *
     * @throws JstackException {@link ImageError#AMBIGUOUS_ID}, {@link ImageError#INVALID_REFERENCE}
     */
    public Optional<Image> find(String nameOrId) {
        if (Reference.isValid(nameOrId)) {
            Optional<Image> named = find(Reference.parse(nameOrId));
            if (named.isPresent()) {
                return named;
            }
        }
        var id = SHORT_ID.matcher(nameOrId);
        if (!id.matches()) {
            Reference.parse(nameOrId);
            return Optional.empty();
        }
        List<Digest> found = images.keySet().stream()
                .filter(digest -> digest.hex().startsWith(id.group(1)))
                .toList();
        if (found.size() > 1) {
            throw new JstackException(
                    ImageError.AMBIGUOUS_ID,
                    "%d images begin with %s".formatted(found.size(), id.group(1)),
                    "write more of the id");
        }
        return found.stream().findFirst().map(images::get).map(this::image);
    }

    /**
     * As {@link #find(String)}, for an image that must be there.
     *
     * @throws JstackException {@link ImageError#IMAGE_NOT_FOUND} as well
     */
    public Image get(String nameOrId) {
        return find(nameOrId)
                .orElseThrow(() -> new JstackException(
                        ImageError.IMAGE_NOT_FOUND,
                        "no image '" + nameOrId + "' here",
                        "list them with jstack images, or pull it first"));
    }

    /** The blob an image was pulled with, for a push of the same bytes. */
    public Optional<Digest> manifestOf(Digest image) {
        return Optional.ofNullable(images.get(image)).flatMap(ImageRecord::manifest);
    }

    /** The names and digests an image was pulled by. */
    public List<Reference> pinnedOf(Digest image) {
        ImageRecord record = images.get(image);
        return record == null ? List.of() : record.pinned().stream().sorted().toList();
    }

    /** An image's layers, lowest first. */
    public List<Layer> layersOf(Digest image) {
        ImageRecord record = images.get(image);
        if (record == null) {
            throw new JstackException(ImageError.IMAGE_NOT_FOUND, "no image " + image + " here", "pull or build it");
        }
        return record.layers().stream().map(id -> layer(image, id)).toList();
    }

    /** What a layer's packed form takes besides its tree; nothing where none is kept. */
    public Bytes packedSize(Layer layer) {
        return new Bytes(layer.blob()
                .filter(blob -> blobs.has(blob.digest()))
                .map(Descriptor::size)
                .orElse(0L));
    }

    /** Layers that builds remember and no image has. */
    public List<Layer> cachedLayers() {
        try {
            Set<LayerId> cached = buildCache().layersInUse();
            cached.removeAll(layersInUse());
            return cached.stream().flatMap(id -> layers.find(id).stream()).toList();
        } catch (IOException e) {
            throw StoreFailure.of("cannot read the build cache", files.root(), e);
        }
    }

    private Layer layer(Digest image, LayerId id) {
        return layers.find(id)
                .orElseThrow(() -> new JstackException(
                        ImageError.STORE_DAMAGED,
                        "image %s has lost its layer %s".formatted(image.shortHex(), id),
                        "remove the image (jstack rmi -f %s) and pull or build it again".formatted(image.shortHex())));
    }

    private Image image(ImageRecord record) {
        ImageConfig config = configs.get(record.id(), this::readConfig);
        List<Layer> stack = layersOf(record.id());
        return new Image(
                record.id(),
                references.of(record.id()),
                config,
                LayerStore.topmostFirst(stack),
                new Bytes(stack.stream().mapToLong(l -> l.size().value()).sum()),
                config.created().orElse(Instant.EPOCH));
    }

    private ImageConfig readConfig(Digest id) {
        try {
            byte[] text = blobs.read(id)
                    .orElseThrow(() -> new JstackException(
                            ImageError.STORE_DAMAGED,
                            "image %s has lost its config".formatted(id.shortHex()),
                            "remove the image (jstack rmi -f %s) and pull or build it again".formatted(id.shortHex())));
            return ConfigJson.read(text);
        } catch (IOException e) {
            throw StoreFailure.of("cannot read the config of image " + id.shortHex(), files.root(), e);
        }
    }

    /**
     * Takes a finished image in. Its layers are released.
     *
     * @throws JstackException {@link ImageError#TOO_MANY_LAYERS}, {@link ImageError#INVALID_IMAGE}, {@link ImageError#DISK_FULL}
     */
    public Image add(NewImage made) {
        ImageConfig config = ConfigJson.read(made.config().bytes());
        if (made.layers().size() > MAX_LAYERS) {
            throw new JstackException(
                    ImageError.TOO_MANY_LAYERS,
                    "the image has %d layers, and %d can be mounted"
                            .formatted(made.layers().size(), MAX_LAYERS),
                    "join some of its steps, or copy its files from a stage into a fresh image");
        }
        List<Digest> found = made.layers().stream().map(Layer::diffId).toList();
        if (!config.diffIds().equals(found)) {
            throw new JstackException(
                    ImageError.INVALID_IMAGE,
                    "the image's config lists the layers %s, but its layers are %s".formatted(config.diffIds(), found),
                    "do not use this image, or have it built again");
        }
        try {
            Digest id = Digest.of(made.config().bytes());
            blobs.hold(id);
            blobs.put(made.config().bytes());
            synchronized (references) {
                ImageRecord record = new ImageRecord(
                        id,
                        made.layers().stream().map(Layer::id).toList(),
                        made.manifest(),
                        made.pinned().map(Set::of).orElse(Set.of()));
                ImageRecord known = images.get(id);
                ImageRecord kept = known == null ? record : known.and(record);
                if (!kept.equals(known)) {
                    files.writeJson(recordFile(id), kept.write());
                    images.put(id, kept);
                }
                references.put(made.names(), id);
            }
            blobs.release(List.of(id));
            layers.release(made.layers().stream().map(Layer::id).toList());
            return image(java.util.Objects.requireNonNull(images.get(id)));
        } catch (IOException e) {
            throw StoreFailure.of("cannot keep the image", files.root(), e);
        }
    }

    private Path recordFile(Digest id) {
        return files.images().resolve(id.hex() + ".json");
    }

    /** Gives an image one more name, taken from whatever has it. */
    public void tag(Digest image, Reference name) {
        if (name.digest().isPresent()) {
            throw new JstackException(
                    ImageError.INVALID_REFERENCE,
                    "'" + name.familiar() + "' has a digest, and a digest cannot be given",
                    "tag it as " + name.familiarName() + ":" + name.tag().orElse("latest"));
        }
        try {
            synchronized (references) {
                if (!images.containsKey(image)) {
                    throw new JstackException(
                            ImageError.IMAGE_NOT_FOUND, "no image " + image + " here", "pull or build it first");
                }
                references.put(List.of(name), image);
            }
        } catch (IOException e) {
            throw StoreFailure.of("cannot tag the image", files.root(), e);
        }
    }

    /**
     * {@code docker rmi}: drops a name; with its last one the image goes too, unless a container uses it.
     *
     * @param used ids of images that containers were made of
     * @throws JstackException {@link ImageError#IMAGE_NOT_FOUND}, {@link ImageError#IMAGE_IN_USE}
     */
    public Removed remove(String nameOrId, Removal how, Set<Digest> used) {
        return new ImageRemoval(this, files, references).remove(nameOrId, how, used);
    }

    void drop(Digest image) throws IOException {
        images.remove(image);
        configs.invalidate(image);
        java.nio.file.Files.deleteIfExists(recordFile(image));
    }

    /** Removes the images that {@code scope} reaches and no container uses; then every layer and blob that nothing needs. */
    public Removed prune(PruneScope scope, Set<Digest> used) {
        return new ImageRemoval(this, files, references).prune(scope, used);
    }

    Set<LayerId> layersInUse() {
        Set<LayerId> result = new HashSet<>();
        images.values().forEach(record -> result.addAll(record.layers()));
        return result;
    }

    Set<Digest> blobsInUse() {
        Set<Digest> result = new HashSet<>();
        for (ImageRecord record : images.values()) {
            result.add(record.id());
            record.manifest().ifPresent(result::add);
            for (LayerId id : record.layers()) {
                layers.find(id).flatMap(Layer::blob).ifPresent(blob -> result.add(blob.digest()));
            }
        }
        return result;
    }

    Map<Digest, ImageRecord> records() {
        return Map.copyOf(images);
    }

    /** Reads everything again and says what does not fit together, a line each; nothing when all is well. Changes nothing. */
    public List<String> check() {
        try {
            return new StoreCheck(this).run();
        } catch (IOException e) {
            throw StoreFailure.of("cannot check the image store", files.root(), e);
        }
    }
}
