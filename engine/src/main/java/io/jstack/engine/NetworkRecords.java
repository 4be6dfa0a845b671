package io.jstack.engine;

import com.fasterxml.jackson.core.type.TypeReference;
import io.jstack.orchestrator.model.ModelJson;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The networks of every project, in memory and in {@code projects/NAME/networks.json}. Callers hold the network room's lock. */
final class NetworkRecords {
    private static final System.Logger LOG = System.getLogger("engine");

    private final Instance instance;
    private final Map<String, NetworkRecord> byName = new TreeMap<>();

    NetworkRecords(Instance instance, Collection<String> projects) {
        this.instance = instance;
        projects.forEach(project ->
                load(project).forEach(record -> byName.put(record.spec().name(), record)));
    }

    Optional<NetworkRecord> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    List<NetworkRecord> all() {
        return List.copyOf(byName.values());
    }

    List<NetworkRecord> of(String project) {
        return byName.values().stream()
                .filter(record -> record.spec().project().equals(project))
                .toList();
    }

    void put(NetworkRecord record) {
        Optional<NetworkRecord> before =
                Optional.ofNullable(byName.put(record.spec().name(), record));
        if (before.filter(record::equals).isPresent()) {
            return;
        }
        try {
            save(record.spec().project());
        } catch (JstackException e) {
            byName.remove(record.spec().name());
            before.ifPresent(old -> byName.put(old.spec().name(), old));
            throw e;
        }
    }

    /** Puts a record that gives something back. */
    void shrink(NetworkRecord record) {
        byName.put(record.spec().name(), record);
        saveOrSay(record.spec().project());
    }

    void remove(NetworkRecord record) {
        byName.remove(record.spec().name());
        String project = record.spec().project();
        if (of(project).isEmpty()) {
            removeFile(project);
        } else {
            saveOrSay(project);
        }
    }

    /** On a full disk things must still go: what the file then says too much ends with the project, or with the next write. */
    private void saveOrSay(String project) {
        try {
            save(project);
        } catch (JstackException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "networks not written  project=%s cause=\"%s\"".formatted(project, e.getMessage()));
        }
    }

    /** With its directory, where nothing else is kept of the project. */
    private void removeFile(String project) {
        Path directory = instance.state().resolve("projects").resolve(project);
        try {
            Files.deleteIfExists(directory.resolve("networks.json"));
            Files.deleteIfExists(directory);
        } catch (DirectoryNotEmptyException e) {
            return; // its stack is remembered
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void save(String project) {
        Map<String, NetworkRecord> own = new LinkedHashMap<>();
        of(project).forEach(record -> own.put(record.spec().name(), record));
        try {
            DurableFile.write(
                    instance.state().resolve("projects").resolve(project).resolve("networks.json"),
                    ModelJson.mapper().writeValueAsBytes(own),
                    DurableFile.Lasting.ENGINE_CRASH);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Collection<NetworkRecord> load(String project) {
        return DurableFile.read(
                        instance.state().resolve("projects").resolve(project).resolve("networks.json"))
                .map(bytes -> {
                    try {
                        return ModelJson.mapper()
                                .readValue(bytes, new TypeReference<Map<String, NetworkRecord>>() {})
                                .values();
                    } catch (IOException e) {
                        throw new UncheckedIOException("networks of " + project, e);
                    }
                })
                .orElse(List.of());
    }
}
