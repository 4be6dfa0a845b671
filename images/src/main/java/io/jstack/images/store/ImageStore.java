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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
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
    private final ImageRecords records;
    private final ReferenceFile references;
    private final Cache<Digest, ImageConfig> configs =
            Caffeine.newBuilder().maximumSize(CONFIGS).executor(Runnable::run).build();

    private ImageStore(StoreFiles files, StoreLock lock) throws IOException {
        this.files = files;
        this.lock = lock;
        files.emptyTemp();
        blobs = new BlobStore(files);
        layers = new LayerStore(files);
        cacheMounts = new CacheMounts(files);
        records = new ImageRecords(files);
        references = new ReferenceFile(files, records.ids());
    }

    /**
     * Opens the store in {@code root}, made when it is missing.
     *
     * @throws JstackException {@link ImageError#STORE_BUSY}, {@link ImageError#STORE_TOO_NEW}, {@link ImageError#STORE_DAMAGED}
     */
    public static ImageStore open(Path root) {
        return open(root, DiskCalls.LINUX);
    }

    static ImageStore open(Path root, DiskCalls disk) {
        try {
            StoreFiles files = new StoreFiles(root.toAbsolutePath(), disk);
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

    /** All images that can be read, newest first. */
    public List<Image> list() {
        List<Image> images = new ArrayList<>();
        eachImage(images::add, damaged -> {});
        images.sort(Comparator.comparing(Image::created).reversed().thenComparing(Image::id));
        return images;
    }

    /**
     * An image that cannot be read, and so neither listed nor run.
     *
     * @param why code, words and what helps
     */
    public record Damaged(Digest id, List<Reference> names, JstackException why) {}

    /** Those that {@link #list} leaves out. */
    public List<Damaged> damaged() {
        List<Damaged> damaged = new ArrayList<>();
        eachImage(image -> {}, damaged::add);
        return damaged;
    }

    private void eachImage(Consumer<Image> sound, Consumer<Damaged> broken) {
        for (Digest id : records.ids()) {
            try {
                sound.accept(image(id));
            } catch (JstackException e) {
                broken.accept(new Damaged(id, references.of(id), e));
            }
        }
    }

    /** The image with that very name, or the one pulled by that digest. */
    public Optional<Image> find(Reference name) {
        return idOf(name).map(this::image);
    }

    private Optional<Digest> idOf(Reference name) {
        if (name.digest().isEmpty()) {
            return references.find(name);
        }
        return records.all().stream()
                .filter(record -> record.pinned().stream()
                        .anyMatch(
                                p -> p.name().equals(name.name()) && p.digest().equals(name.digest())))
                .findFirst()
                .map(ImageRecord::id);
    }

    /**
     * An image by what a user calls it: a name, an id, or the beginning of one.
     *
     * @throws JstackException {@link ImageError#AMBIGUOUS_ID}, {@link ImageError#INVALID_REFERENCE}
     */
    public Optional<Image> find(String nameOrId) {
        return idOf(nameOrId).map(this::image);
    }

    private Optional<Digest> idOf(String nameOrId) {
        if (Reference.isValid(nameOrId)) {
            Optional<Digest> named = idOf(Reference.parse(nameOrId));
            if (named.isPresent()) {
                return named;
            }
        }
        var id = SHORT_ID.matcher(nameOrId);
        if (!id.matches()) {
            Reference.parse(nameOrId);
            return Optional.empty();
        }
        List<Digest> found = records.ids().stream()
                .filter(digest -> digest.hex().startsWith(id.group(1)))
                .toList();
        if (found.size() > 1) {
            throw new JstackException(
                    ImageError.AMBIGUOUS_ID,
                    "%d images begin with %s".formatted(found.size(), id.group(1)),
                    "write more of the id");
        }
        return found.stream().findFirst();
    }

    /**
     * As {@link #find(String)}, for an image that must be there.
     *
     * @throws JstackException {@link ImageError#IMAGE_NOT_FOUND} as well
     */
    public Image get(String nameOrId) {
        return image(require(nameOrId));
    }

    /** The id of an image that must be there, damaged or not. */
    Digest require(String nameOrId) {
        return idOf(nameOrId)
                .orElseThrow(() -> new JstackException(
                        ImageError.IMAGE_NOT_FOUND,
                        "no image '" + nameOrId + "' here",
                        "list them with jstack images, or pull it first"));
    }

    /** The blob an image was pulled with, for a push of the same bytes. */
    public Optional<Digest> manifestOf(Digest image) {
        return records.find(image).flatMap(ImageRecord::manifest);
    }

    /** The names and digests an image was pulled by. */
    public List<Reference> pinnedOf(Digest image) {
        return records.find(image)
                .map(record -> record.pinned().stream().sorted().toList())
                .orElse(List.of());
    }

    /** An image's layers, lowest first. */
    public List<Layer> layersOf(Digest image) {
        return records.get(image).layers().stream().map(id -> layer(image, id)).toList();
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

    private Image image(Digest id) {
        List<Layer> stack = layersOf(id);
        ImageConfig config = configs.get(id, this::readConfig);
        return new Image(
                id,
                references.of(id),
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
                Optional<ImageRecord> known = records.find(id);
                ImageRecord kept = known.map(old -> isWhole(old) ? old.and(record) : record.and(old))
                        .orElse(record);
                if (!known.equals(Optional.of(kept))) {
                    records.put(kept);
                }
                references.put(made.names(), id);
            }
            blobs.release(List.of(id));
            layers.release(made.layers().stream().map(Layer::id).toList());
            return image(id);
        } catch (IOException e) {
            throw StoreFailure.of("cannot keep the image", files.root(), e);
        }
    }

    private boolean isWhole(ImageRecord record) {
        return record.layers().stream().allMatch(id -> layers.find(id).isPresent());
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
                references.put(List.of(name), records.get(image).id());
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
        records.drop(image);
        configs.invalidate(image);
    }

    /** Removes the images that {@code scope} reaches and no container uses; then every layer and blob that nothing needs. */
    public Removed prune(PruneScope scope, Set<Digest> used) {
        return new ImageRemoval(this, files, references).prune(scope, used);
    }

    Set<LayerId> layersInUse() {
        Set<LayerId> result = new HashSet<>();
        records.all().forEach(record -> result.addAll(record.layers()));
        return result;
    }

    Set<Digest> blobsInUse() {
        Set<Digest> result = new HashSet<>();
        for (ImageRecord record : records.all()) {
            result.add(record.id());
            record.manifest().ifPresent(result::add);
            for (LayerId id : record.layers()) {
                layers.find(id).flatMap(Layer::blob).ifPresent(blob -> result.add(blob.digest()));
            }
        }
        return result;
    }

    ImageRecords records() {
        return records;
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
