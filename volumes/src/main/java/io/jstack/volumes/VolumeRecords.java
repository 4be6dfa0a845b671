package io.jstack.volumes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What was asked for when each volume was made: one JSON file a volume, apart from the data, so that a data directory that vanished is
 * noticed. A file is written aside, synced and renamed: it is whole or not there.
 */
final class VolumeRecords {
    private static final int SCHEMA = 1;
    private static final String SUFFIX = ".json";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A record as it stands on disk. */
    record Entry(VolumeDefinition definition, Instant created) {}

    private final Path directory;

    VolumeRecords(Path directory) {
        this.directory = directory;
    }

    Optional<Entry> read(String name) {
        Path file = directory.resolve(name + SUFFIX);
        try {
            return Optional.of(decode(file, JSON.readTree(Files.readAllBytes(file))));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        } catch (IOException e) {
            throw unreadable(file, e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                names.add(name.substring(0, name.length() - SUFFIX.length()));
            }
        }
        names.sort(null);
        return names;
    }

    void write(Entry entry) throws IOException {
        String name = entry.definition().name();
        Path aside = directory.resolve("." + name + ".new");
        try (FileChannel channel = FileChannel.open(
                aside, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap(JSON.writeValueAsBytes(encode(entry)));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(aside, directory.resolve(name + SUFFIX), StandardCopyOption.ATOMIC_MOVE);
    }

    void delete(String name) throws IOException {
        Files.deleteIfExists(directory.resolve(name + SUFFIX));
    }

    private static ObjectNode encode(Entry entry) {
        VolumeDefinition definition = entry.definition();
        ObjectNode node = JSON.createObjectNode();
        node.put("schema", SCHEMA);
        node.put("name", definition.name());
        node.put("driver", definition.driver());
        node.set("driverOptions", JSON.valueToTree(new TreeMap<>(definition.driverOptions())));
        node.set("labels", JSON.valueToTree(new TreeMap<>(definition.labels())));
        node.put("created", entry.created().toString());
        return node;
    }

    private static Entry decode(Path file, JsonNode node) {
        int schema = node.path("schema").asInt();
        if (schema != SCHEMA) {
            throw unreadable(file, "schema %d, this engine knows %d".formatted(schema, SCHEMA));
        }
        VolumeDefinition definition = new VolumeDefinition(
                node.path("name").asText(),
                node.path("driver").asText(),
                texts(node.path("driverOptions")),
                texts(node.path("labels")));
        return new Entry(definition, Instant.parse(node.path("created").asText()));
    }

    private static Map<String, String> texts(JsonNode node) {
        Map<String, String> texts = new TreeMap<>();
        node.properties()
                .forEach(field -> texts.put(field.getKey(), field.getValue().asText()));
        return texts;
    }

    private static JstackException unreadable(Path file, String why) {
        return new JstackException(
                VolumeError.VOLUME_RECORD_UNREADABLE,
                "cannot read the volume record %s: %s".formatted(file, why),
                "restore the file, or run the version of jstack that wrote it");
    }
}
