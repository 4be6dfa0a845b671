package io.jstack.images.exchange;

import io.jstack.images.Descriptor;
import io.jstack.images.Digest;
import io.jstack.images.ImageError;
import io.jstack.images.layer.Compression;
import io.jstack.images.layer.LayerLimits;
import io.jstack.images.store.ImageStore;
import io.jstack.values.JstackException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * The files of an archive of images, laid aside as they come, since what says what they are may come last. Their names are only looked
 * up, never used as paths.
 */
final class ArchiveFiles implements AutoCloseable {
    private static final int MAX_ENTRIES = 100_000;
    private static final int MAX_DOCUMENT = 16 << 20;
    private static final int MAX_LINKS = 8;
    private static final Pattern NAMED_BY_DIGEST = Pattern.compile("(?:blobs/sha256/)?([a-f0-9]{64})(?:\\.json)?");

    private final ImageStore store;
    private final Path directory;
    private final Map<String, Part> parts = new HashMap<>();
    private final Map<String, String> links = new HashMap<>();

    /** One file: where it was laid aside, and the digest of its bytes. */
    record Part(Path path, Digest digest, long size) {}

    private ArchiveFiles(ImageStore store, Path directory) {
        this.store = store;
        this.directory = directory;
    }

    /** Reads {@code archive}, plain or packed, to its end. */
    static ArchiveFiles read(InputStream archive, ImageStore store) throws IOException {
        ArchiveFiles files = new ArchiveFiles(store, store.layers().freshWork());
        try {
            files.read(new TarArchiveInputStream(Compression.unpack(archive), "UTF-8"));
            return files;
        } catch (IOException | RuntimeException e) {
            files.close();
            throw e;
        }
    }

    private void read(TarArchiveInputStream tar) throws IOException {
        long left = LayerLimits.DEFAULT.bytes().value();
        int entries = 0;
        for (TarArchiveEntry entry = next(tar); entry != null; entry = next(tar)) {
            if (++entries > MAX_ENTRIES || entry.getSize() > left) {
                throw new JstackException(
                        ImageError.LAYER_TOO_LARGE,
                        "the archive has more than %d entries or %s"
                                .formatted(MAX_ENTRIES, LayerLimits.DEFAULT.bytes()),
                        "check where the archive comes from");
            }
            String name = normal(entry.getName());
            if (entry.isSymbolicLink() || entry.isLink()) {
                links.put(name, entry.isLink() ? normal(entry.getLinkName()) : beside(name, entry.getLinkName()));
            } else if (entry.isFile()) {
                left -= entry.getSize();
                parts.put(name, keep(tar, entries));
            }
        }
    }

    private static @org.jspecify.annotations.Nullable TarArchiveEntry next(TarArchiveInputStream tar)
            throws IOException {
        try {
            return tar.getNextEntry();
        } catch (IllegalArgumentException e) {
            throw new IOException(e); // what the library says of some broken headers
        }
    }

    private Part keep(InputStream content, int number) throws IOException {
        Path path = directory.resolve(Integer.toString(number));
        MessageDigest sha256 = Digest.sha256();
        try (OutputStream out = new DigestOutputStream(Files.newOutputStream(path), sha256)) {
            content.transferTo(out);
        }
        return new Part(path, Digest.finish(sha256.digest()), Files.size(path));
    }

    /** Without {@code .}, {@code ..} and empty parts. */
    private static String normal(String name) {
        Deque<String> result = new ArrayDeque<>();
        for (String part : name.split("/", -1)) {
            if (part.equals("..")) {
                result.pollLast();
            } else if (!part.isEmpty() && !part.equals(".")) {
                result.addLast(part);
            }
        }
        return String.join("/", result);
    }

    private static String beside(String name, String target) {
        int slash = name.lastIndexOf('/');
        return normal(slash < 0 || target.startsWith("/") ? target : name.substring(0, slash) + "/" + target);
    }

    /** The file of that name, links followed. */
    Optional<Part> find(String name) {
        String at = normal(name);
        for (int i = 0; i < MAX_LINKS && links.containsKey(at); i++) {
            at = links.getOrDefault(at, "");
        }
        return Optional.ofNullable(parts.get(at));
    }

    /** A file that must be there, and be what its name says, where it is named by a digest. */
    Part require(String name) {
        Part part = find(name)
                .orElseThrow(() -> new JstackException(
                        ImageError.INVALID_IMAGE,
                        "the archive has no file '%s', which it speaks of".formatted(name),
                        "save the image again"));
        Matcher digest = NAMED_BY_DIGEST.matcher(name);
        if (digest.matches() && !part.digest().hex().equals(digest.group(1))) {
            throw new JstackException(
                    ImageError.DIGEST_MISMATCH,
                    "the archive's file %s has the digest %s".formatted(name, part.digest()),
                    "save the image again");
        }
        return part;
    }

    /** A blob of an OCI layout. */
    Part blob(Digest digest) {
        return require("blobs/" + digest.algorithm() + "/" + digest.hex());
    }

    /** All of a file that is JSON. */
    byte[] text(Part part) throws IOException {
        if (part.size() > MAX_DOCUMENT) {
            throw new JstackException(
                    ImageError.INVALID_IMAGE,
                    "the archive has a config or manifest of %d bytes".formatted(part.size()),
                    "check where the archive comes from");
        }
        return Files.readAllBytes(part.path());
    }

    /** What a packed layer is called. */
    Descriptor layer(Part part) throws IOException {
        // an image may hold the same layer twice: then it has moved into the store already
        Path path = Files.exists(part.path()) ? part.path() : store.blobs().path(part.digest());
        try (BufferedInputStream in = new BufferedInputStream(Files.newInputStream(path))) {
            String suffix = switch (Compression.detect(in)) {
                case NONE -> "";
                case GZIP -> "+gzip";
                case ZSTD -> "+zstd";
                case BZIP2, XZ ->
                    throw new JstackException(
                            ImageError.INVALID_IMAGE,
                            "layer %s is packed in a way that no image has".formatted(part.digest()),
                            "pack it with gzip or zstd, or not at all");
            };
            return Descriptor.of("application/vnd.oci.image.layer.v1.tar" + suffix, part.digest(), part.size());
        }
    }

    @Override
    public void close() throws IOException {
        store.layers().discard(directory);
    }
}
