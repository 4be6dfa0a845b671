package io.jstack.images.store;

import io.jstack.images.Descriptor;
import io.jstack.images.Digest;
import io.jstack.images.ImageError;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Content by its SHA-256 digest; what is here was checked before it came. */
public final class BlobStore {
    private final StoreFiles files;
    /** Blobs that no image names yet, because it is still being made. */
    private final Set<Digest> held = ConcurrentHashMap.newKeySet();

    BlobStore(StoreFiles files) {
        this.files = files;
    }

    /** Where {@code digest} lies, or would lie. */
    public Path path(Digest digest) {
        return files.blobs().resolve(digest.hex());
    }

    public boolean has(Digest digest) {
        return Files.exists(path(digest));
    }

    /** All of a small blob: a config or a manifest. */
    public Optional<byte[]> read(Digest digest) throws IOException {
        try {
            return Optional.of(Files.readAllBytes(path(digest)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Keeps a small blob. */
    public Digest put(byte[] content) throws IOException {
        Digest digest = Digest.of(content);
        if (!has(digest)) {
            files.write(path(digest), content);
        }
        return digest;
    }

    /** Keeps what {@code content} gives, under the digest it turns out to have. */
    public Descriptor put(InputStream content, String mediaType) throws IOException {
        Path part = files.fresh();
        MessageDigest sha256 = Digest.sha256();
        long size;
        try (OutputStream out = new DigestOutputStream(Files.newOutputStream(part), sha256)) {
            size = content.transferTo(out);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(part);
            throw e;
        }
        return keep(part, Descriptor.of(mediaType, Digest.finish(sha256.digest()), size));
    }

    /** Where a download of {@code digest} is collected; it outlives the engine, so that the next one resumes it. */
    public Path partial(Digest digest) {
        return files.partial().resolve(digest.algorithm() + "-" + digest.hex());
    }

    /** A file to write a blob into, for {@link #keep}. */
    public Path fresh() {
        return files.fresh();
    }

    /** Keeps the finished file {@code part}, whose digest and size the caller has checked. */
    public Descriptor keep(Path part, Descriptor what) throws IOException {
        files.publish(part, path(what.digest()));
        return what;
    }

    /** Keeps {@code digest} from being pruned, also before it is here. */
    public void hold(Digest digest) {
        held.add(digest);
    }

    /** Whoever held them has said whether an image uses them. */
    public void release(Collection<Digest> digests) {
        held.removeAll(digests);
    }

    boolean isHeld(Digest digest) {
        return held.contains(digest);
    }

    /** Removes the beginnings of downloads that nobody is carrying on. */
    void deletePartial() throws IOException {
        for (Path part : StoreFiles.list(files.partial())) {
            String name = String.valueOf(part.getFileName()).replace('-', ':');
            if (!isHeld(Digest.parse(name))) {
                Files.deleteIfExists(part);
            }
        }
    }

    /** Removes a blob that came to nothing. */
    public void discard(Digest digest) throws IOException {
        delete(digest);
    }

    void delete(Digest digest) throws IOException {
        files.discard(path(digest));
    }

    List<Digest> all() throws IOException {
        return StoreFiles.list(files.blobs()).stream()
                .map(path -> new Digest("sha256", String.valueOf(path.getFileName())))
                .sorted()
                .toList();
    }

    /**
     * Reads {@code digest} again and compares.
     *
     * @throws JstackException {@link ImageError#DIGEST_MISMATCH}
     */
    void verify(Digest digest) throws IOException {
        MessageDigest sha256 = Digest.sha256();
        try (InputStream in = Files.newInputStream(path(digest))) {
            byte[] buffer = new byte[1 << 16];
            for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
                sha256.update(buffer, 0, got);
            }
        }
        Digest found = Digest.finish(sha256.digest());
        if (!found.equals(digest)) {
            throw new JstackException(
                    ImageError.DIGEST_MISMATCH,
                    "blob %s now has the digest %s".formatted(digest, found),
                    "pull or build the image again");
        }
    }
}
