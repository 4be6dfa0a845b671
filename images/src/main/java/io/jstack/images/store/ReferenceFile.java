package io.jstack.images.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jstack.images.Digest;
import io.jstack.images.Reference;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Which name stands for which image: {@code references.json}, written anew at each change. */
final class ReferenceFile {
    private final StoreFiles files;
    private final TreeMap<Reference, Digest> names = new TreeMap<>();

    ReferenceFile(StoreFiles files, Collection<Digest> images) throws IOException {
        this.files = files;
        Optional<JsonNode> json = files.readJson(files.references());
        json.ifPresent(all -> all.path("references")
                .properties()
                .forEach(e -> names.put(
                        Reference.parse(e.getKey()), Digest.parse(e.getValue().asText()))));
        names.values().removeIf(id -> !images.contains(id));
    }

    synchronized Optional<Digest> find(Reference name) {
        return Optional.ofNullable(names.get(name));
    }

    /** The names of an image, sorted. */
    synchronized List<Reference> of(Digest image) {
        return names.entrySet().stream()
                .filter(e -> e.getValue().equals(image))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Gives {@code image} these names, taken from whatever has them. */
    synchronized void put(Collection<Reference> given, Digest image) throws IOException {
        if (!given.isEmpty()) {
            given.forEach(name -> names.put(name, image));
            write();
        }
    }

    synchronized void remove(Collection<Reference> gone) throws IOException {
        if (names.keySet().removeAll(gone)) {
            write();
        }
    }

    private void write() throws IOException {
        ObjectNode json = StoreFiles.JSON.createObjectNode().put("schema", ImageStore.SCHEMA);
        ObjectNode all = json.putObject("references");
        names.forEach((name, id) -> all.put(name.toString(), id.toString()));
        files.writeJson(files.references(), json);
    }
}
