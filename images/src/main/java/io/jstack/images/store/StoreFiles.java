package io.jstack.images.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.jstack.images.ImageError;
import io.jstack.images.layer.TreeRemoval;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** The store's directories, and files that are there whole or not at all: temp, fsync, rename, fsync of the directory. */
final class StoreFiles {
    static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final Path root;
    private final DiskCalls disk;
    private final AtomicLong next = new AtomicLong();

    StoreFiles(Path root, DiskCalls disk) throws IOException {
        this.root = root;
        this.disk = disk;
        Files.createDirectories(
                root, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
        for (Path directory : List.of(layers(), images(), cache(), temp(), blobs(), partial(), cacheMounts())) {
            Files.createDirectories(directory);
        }
    }

    Path root() {
        return root;
    }

    Path layers() {
        return root.resolve("layers");
    }

    Path images() {
        return root.resolve("images");
    }

    Path cache() {
        return root.resolve("cache");
    }

    Path blobs() {
        return root.resolve("blobs").resolve("sha256");
    }

    Path partial() {
        return root.resolve("partial");
    }

    Path cacheMounts() {
        return root.resolve("cache-mounts");
    }

    Path references() {
        return root.resolve("references.json");
    }

    private Path temp() {
        return root.resolve("temp");
    }

    /** A name in {@code temp} that nothing has yet. */
    Path fresh() {
        return temp().resolve(Long.toString(next.incrementAndGet(), 36) + "-"
                + Long.toString(System.nanoTime() & 0xffff_ffffL, 36));
    }

    /** What an engine that was killed left half-written. */
    void emptyTemp() throws IOException {
        for (Path left : list(temp())) {
            TreeRemoval.remove(left);
        }
    }

    void writeJson(Path file, JsonNode value) throws IOException {
        write(file, JSON.writeValueAsBytes(value));
    }

    void write(Path file, byte[] content) throws IOException {
        Path part = fresh();
        Files.write(part, content, StandardOpenOption.CREATE_NEW);
        publish(part, file);
    }

    /** Moves the complete file {@code part} to its place; after this it survives a power failure. */
    void publish(Path part, Path file) throws IOException {
        disk.sync(part);
        disk.rename(part, file);
        disk.sync(directoryOf(file));
    }

    /** Moves a tree to its place. The record that is published beside it afterwards makes the move last. */
    void place(Path tree, Path to) throws IOException {
        disk.rename(tree, to);
    }

    /** Takes a file away, for good before anything they keep alive goes. */
    void delete(Path file) throws IOException {
        disk.unlink(file);
        disk.sync(directoryOf(file));
    }

    /** Takes a file away that nothing depends on. */
    void discard(Path file) throws IOException {
        disk.unlink(file);
    }

    private static Path directoryOf(Path file) {
        return Objects.requireNonNull(file.getParent());
    }

    /** Takes a tree out of sight at once, and then apart. */
    void remove(Path tree) throws IOException {
        Path gone = fresh();
        try {
            disk.rename(tree, gone);
        } catch (NoSuchFileException e) {
            return; // that is what was asked for
        }
        TreeRemoval.remove(gone);
    }

    /** A record, unless it is missing; one of a newer version is refused. */
    Optional<JsonNode> readJson(Path file) throws IOException {
        byte[] content;
        try {
            content = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        JsonNode value;
        try {
            value = JSON.readTree(content);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new JstackException(
                    ImageError.STORE_DAMAGED,
                    file + " is not JSON",
                    "remove the file, then pull or build the image again",
                    e);
        }
        if (value.path("schema").asInt(1) > ImageStore.SCHEMA) {
            throw new JstackException(
                    ImageError.STORE_TOO_NEW,
                    file + " was written by a newer jstack, schema "
                            + value.path("schema").asInt(),
                    "start that version again");
        }
        return Optional.of(value);
    }

    static List<Path> list(Path directory) throws IOException {
        List<Path> result = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            entries.forEach(result::add);
        }
        return result;
    }
}
