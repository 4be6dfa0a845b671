package io.jstack.orchestrator.stack.select;

import io.jstack.orchestrator.stack.dotenv.Dotenv;
import io.jstack.orchestrator.stack.interpolate.Lookup;
import io.jstack.orchestrator.stack.report.StackError;
import io.jstack.orchestrator.stack.source.StackFiles;
import io.jstack.orchestrator.stack.tree.ListNode;
import io.jstack.orchestrator.stack.tree.MapNode;
import io.jstack.orchestrator.stack.tree.Node;
import io.jstack.orchestrator.stack.tree.ScalarNode;
import io.jstack.values.JstackException;
import io.jstack.values.Place;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code env_file} and {@code label_file} into {@code environment} and {@code labels}, which win over them. */
public final class EnvFiles {
    private final StackFiles files;
    private final Path directory;
    private final Lookup caller;

    public EnvFiles(StackFiles files, Path directory, Lookup caller) {
        this.files = files;
        this.directory = directory;
        this.caller = caller;
    }

    /** {@code stack} with the environment of every service resolved, and without {@code env_file}. */
    public MapNode environment(MapNode stack) {
        return eachService(stack, this::environmentOf);
    }

    /** {@code stack} with the labels of every service complete, and without {@code label_file}. */
    public MapNode labels(MapNode stack) {
        return eachService(stack, this::labelsOf);
    }

    private interface Change {
        MapNode apply(MapNode service);
    }

    private static MapNode eachService(MapNode stack, Change change) {
        Optional<MapNode> services = stack.map("services");
        if (services.isEmpty()) {
            return stack;
        }
        MapNode.Builder out = services.get().edit();
        services.get()
                .entries()
                .forEach(entry -> entry.getValue()
                        .value()
                        .asMap()
                        .ifPresent(service -> out.put(entry.getKey(), change.apply(service))));
        return stack.with("services", out.build());
    }

    private MapNode environmentOf(MapNode service) {
        MapNode own = service.map("environment").orElseGet(() -> MapNode.empty(service.keyPlace("environment")));
        MapNode.Builder resolved = own.edit();
        Map<String, String> known = new LinkedHashMap<>();
        own.entries().forEach(entry -> {
            Node value = entry.getValue().value();
            Optional<String> text = value.isNull() ? caller.value(entry.getKey()) : own.text(entry.getKey());
            text.ifPresent(given -> {
                known.put(entry.getKey(), given);
                resolved.put(entry.getKey(), ScalarNode.string(given, value.place()));
            });
        });
        Map<String, String> ofService = Map.copyOf(known);
        Lookup lookup = name -> caller.value(name).or(() -> Optional.ofNullable(ofService.get(name)));
        MapNode environment = resolved.build();
        MapNode.Builder all = MapNode.builder(own.place());
        for (Node item : items(service, "env_file")) {
            item.asMap()
                    .ifPresent(file -> read(file, known, lookup)
                            .forEach((name, place) ->
                                    all.put(name, place, ScalarNode.string(known.getOrDefault(name, ""), place))));
        }
        environment
                .entries()
                .forEach(entry -> all.put(
                        entry.getKey(),
                        entry.getValue().keyPlace(),
                        entry.getValue().value()));
        MapNode whole = all.build();
        MapNode rest = service.without("env_file");
        return whole.isEmpty() ? rest.without("environment") : rest.with("environment", whole);
    }

    /** Reads one file into {@code known}; answers where each variable is set. */
    private Map<String, Place> read(MapNode file, Map<String, String> known, Lookup lookup) {
        String name = file.text("path").orElse("");
        Path path = directory.resolve(name);
        Map<String, Place> places = new LinkedHashMap<>();
        if (!files.view().exists(path)) {
            boolean required = !file.text("required").equals(Optional.of("false"));
            if (required) {
                throw new JstackException(
                        StackError.ENV_FILE_INVALID,
                        file.place(),
                        "env file " + path + " not found",
                        "create it, or write required: false beside its path");
            }
            return places;
        }
        String format = file.text("format").orElse("");
        if (format.equals("raw")) {
            Map<String, String> raw = new LinkedHashMap<>();
            Dotenv.readRaw(files.text(path), path.toString(), raw, lookup);
            raw.keySet().forEach(variable -> places.put(variable, file.place()));
            known.putAll(raw);
        } else if (format.isEmpty() || format.equals(".env")) {
            Dotenv.read(files.text(path), path.toString(), known, lookup, places::put);
        } else {
            throw new JstackException(
                    StackError.VALUE_INVALID,
                    file.place(),
                    "unsupported env_file format \"" + format + "\"",
                    "write format: raw, or leave it out");
        }
        return places;
    }

    private MapNode labelsOf(MapNode service) {
        List<Node> named = items(service, "label_file");
        if (named.isEmpty()) {
            return service;
        }
        Map<String, String> read = new LinkedHashMap<>();
        MapNode.Builder all = MapNode.builder(service.keyPlace("label_file"));
        for (Node item : named) {
            Path path = directory.resolve(item.asScalar().map(ScalarNode::text).orElse(""));
            if (!files.view().exists(path)) {
                throw new JstackException(
                        StackError.ENV_FILE_INVALID, item.place(), "label file " + path + " not found", "create it");
            }
            Lookup earlier = name -> Optional.ofNullable(read.get(name));
            Dotenv.read(files.text(path), path.toString(), read, earlier, (name, place) -> {});
            read.forEach((name, value) -> all.put(name, item.place(), ScalarNode.string(value, item.place())));
        }
        service.map("labels")
                .ifPresent(labels -> labels.entries()
                        .forEach(entry -> all.put(
                                entry.getKey(),
                                entry.getValue().keyPlace(),
                                entry.getValue().value())));
        MapNode whole = all.build();
        MapNode rest = service.without("label_file");
        return whole.isEmpty() ? rest : rest.with("labels", whole);
    }

    private static List<Node> items(MapNode service, String key) {
        return service.list(key).map(ListNode::items).orElse(List.of());
    }
}
