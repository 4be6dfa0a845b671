package io.jstack.images.store;

import io.jstack.images.Digest;
import io.jstack.images.ImageError;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** The images' records, a file each. One that cannot be read is damage of that image, not of the store. */
final class ImageRecords {
    private final StoreFiles files;
    private final Map<Digest, ImageRecord> records = new ConcurrentHashMap<>();
    private final Map<Digest, JstackException> unreadable = new ConcurrentHashMap<>();

    ImageRecords(StoreFiles files) throws IOException {
        this.files = files;
        for (Path path : StoreFiles.list(files.images())) {
            Digest id = new Digest("sha256", String.valueOf(path.getFileName()).replace(".json", ""));
            try {
                files.readJson(path).ifPresent(record -> records.put(id, ImageRecord.read(id, record)));
            } catch (JstackException e) {
                if (e.code() == ImageError.STORE_TOO_NEW) {
                    throw e;
                }
                unreadable.put(id, e);
            }
        }
    }

    private Path file(Digest id) {
        return files.images().resolve(id.hex() + ".json");
    }

    /**
     * The image's record.
     *
     * @throws JstackException {@link ImageError#IMAGE_NOT_FOUND}, and what is wrong with it
     */
    ImageRecord get(Digest id) {
        return find(id).orElseThrow(() -> Optional.ofNullable(unreadable.get(id))
                .orElseGet(() -> new JstackException(
                        ImageError.IMAGE_NOT_FOUND, "no image " + id + " here", "pull or build it first")));
    }

    Optional<ImageRecord> find(Digest id) {
        return Optional.ofNullable(records.get(id));
    }

    /** Of all images, also of those whose records cannot be read; sorted. */
    Set<Digest> ids() {
        Set<Digest> ids = new TreeSet<>(records.keySet());
        ids.addAll(unreadable.keySet());
        return ids;
    }

    /** Those that can be read. */
    Collection<ImageRecord> all() {
        return List.copyOf(records.values());
    }

    void put(ImageRecord record) throws IOException {
        files.writeJson(file(record.id()), record.write());
        records.put(record.id(), record);
        unreadable.remove(record.id());
    }

    void drop(Digest id) throws IOException {
        records.remove(id);
        unreadable.remove(id);
        files.delete(file(id));
    }
}
