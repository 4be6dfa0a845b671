package io.jstack.orchestrator.stack.assembly;

import io.jstack.orchestrator.stack.dotenv.Dotenv;
import io.jstack.orchestrator.stack.merge.Directives;
import io.jstack.orchestrator.stack.merge.Merge;
import io.jstack.orchestrator.stack.report.Findings;
import io.jstack.orchestrator.stack.report.StackError;
import io.jstack.orchestrator.stack.schema.Validation;
import io.jstack.orchestrator.stack.source.StackFile;
import io.jstack.orchestrator.stack.source.StackFiles;
import io.jstack.orchestrator.stack.tree.ListNode;
import io.jstack.orchestrator.stack.tree.MapNode;
import io.jstack.orchestrator.stack.tree.Node;
import io.jstack.values.JstackException;
import io.jstack.values.Place;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * {@code include}: each entry is a project of its own, with its own folder and environment, whose resources are copied in; where both
 * sides have one of the same name, they are merged and the including file wins.
 */
final class Includes {
    private static final String[] SECTIONS = {"services", "volumes", "networks", "secrets", "configs", "models"};
    private static final int DEEPEST = 100;

    private final Assembly assembly;
    private final StackFiles files;
    private final Findings findings;

    Includes(Assembly assembly, StackFiles files, Findings findings) {
        this.assembly = assembly;
        this.files = files;
        this.findings = findings;
    }

    MapNode apply(MapNode stack, Surroundings around) {
        Optional<Node> include = stack.get("include");
        if (include.isEmpty()) {
            return stack;
        }
        if (include.get().isNull()) {
            return stack.without("include");
        }
        ListNode entries = include.get()
                .asList()
                .orElseThrow(() -> problem(
                        StackError.TYPE_MISMATCH,
                        include.get().place(),
                        "include must be a list, not " + include.get().kindName(),
                        "write - before each path"));
        new Validation(findings)
                .check(MapNode.builder(stack.place()).put("include", entries).build());
        findings.throwIfAny();
        MapNode whole = stack;
        for (Node entry : entries.items()) {
            whole = copyInto(whole, included(entry, around));
        }
        return whole.without("include");
    }

    private MapNode included(Node entry, Surroundings around) {
        List<String> paths = entry.asString().isPresent()
                ? List.of(entry.asString().get())
                : texts(entry.asMap().flatMap(map -> map.get("path")));
        if (paths.isEmpty()) {
            throw problem(
                    StackError.INCLUDE_INVALID, entry.place(), "include without a path", "name the file to include");
        }
        List<Path> absolute = paths.stream()
                .map(path -> around.directory().resolve(path).normalize())
                .toList();
        checkCycle(absolute.get(0), around, entry.place());
        Path directory = entry.asMap()
                .flatMap(map -> map.text("project_directory"))
                .map(given -> around.directory().resolve(given).normalize())
                .orElseGet(() -> parent(absolute.get(0)));
        Surroundings inside = new Surroundings(
                directory,
                folder(entry, absolute.get(0), around),
                environment(entry, directory, around),
                around.including());
        List<StackFile> sources = new ArrayList<>();
        for (int i = 0; i < absolute.size(); i++) {
            sources.add(open(absolute.get(i), around, entry.place()));
        }
        return assembly.assemble(sources, inside);
    }

    /** The way from the including project's folder to the included one's: its paths stay relative until the end. */
    private String folder(Node entry, Path main, Surroundings around) {
        Optional<String> given = entry.asMap().flatMap(map -> map.text("project_directory"));
        if (given.isPresent() && given.get().startsWith("/")) {
            return given.get();
        }
        Path target = parent(main);
        if (given.isPresent()) {
            // the reference falls back to the parent of a project_directory that does not exist
            Path named = around.directory().resolve(given.get()).normalize();
            target = files.view().isDirectory(named) ? named : parent(named);
        }
        String way = around.directory().relativize(target).toString();
        return way.isEmpty() ? "." : way;
    }

    private static Path parent(Path path) {
        Path parent = path.getParent();
        return parent == null ? path : parent;
    }

    private StackFile open(Path path, Surroundings around, Place place) {
        String name = path.startsWith(around.directory())
                ? around.directory().relativize(path).toString()
                : path.toString();
        try {
            return files.read(around.including().size() <= 1 ? name : path.toString(), path);
        } catch (JstackException unreadable) {
            throw problem(
                    StackError.INCLUDE_INVALID,
                    place,
                    "cannot include " + unreadable.problems().get(0).message(),
                    unreadable.problems().get(0).remedy());
        }
    }

    private static void checkCycle(Path path, Surroundings around, Place place) {
        if (around.including().contains(path) || around.including().size() > DEEPEST) {
            throw problem(
                    StackError.CYCLE,
                    place,
                    "include cycle detected: "
                            + around.including().stream().map(Path::toString).collect(Collectors.joining(" includes "))
                            + " includes " + path,
                    "include each file from one place only");
        }
    }

    private Map<String, String> environment(Node entry, Path directory, Surroundings around) {
        List<String> named = texts(entry.asMap().flatMap(map -> map.get("env_file")));
        List<Path> paths = new ArrayList<>();
        if (named.isEmpty() && files.view().isRegularFile(directory.resolve(".env"))) {
            paths.add(directory.resolve(".env"));
        }
        named.stream()
                .filter(name -> !name.equals("/dev/null"))
                .forEach(name -> paths.add(around.directory().resolve(name).normalize()));
        Map<String, String> read = new HashMap<>();
        for (Path path : paths) {
            try {
                Dotenv.read(
                        files.text(path),
                        path.toString(),
                        read,
                        name -> around.variable(name).or(() -> Optional.ofNullable(read.get(name))));
            } catch (JstackException wrong) {
                if (wrong.code() != StackError.FILE_NOT_FOUND) {
                    throw wrong;
                }
                throw problem(
                        StackError.ENV_FILE_INVALID,
                        entry.place(),
                        wrong.problems().get(0).message(),
                        "create it, or use /dev/null for none");
            }
        }
        read.putAll(around.environment());
        return read;
    }

    private MapNode copyInto(MapNode stack, MapNode included) {
        MapNode.Builder out = stack.edit();
        for (String section : SECTIONS) {
            Optional<MapNode> from = included.map(section);
            if (from.isEmpty()) {
                continue;
            }
            if (section.equals("services")
                    && stack.get(section).filter(Node::isNull).isPresent()) {
                throw problem(
                        StackError.TYPE_MISMATCH,
                        stack.keyPlace(section),
                        "services must be a mapping, not null",
                        "remove it, or declare a service");
            }
            MapNode to =
                    stack.map(section).orElseGet(() -> MapNode.empty(from.get().place()));
            MapNode.Builder both = to.edit();
            from.get().entries().forEach(entry -> {
                String name = entry.getKey();
                Node theirs = entry.getValue().value();
                both.put(
                        name,
                        entry.getValue().keyPlace(),
                        to.get(name)
                                .map(ours -> merged(theirs, ours, section, name))
                                .orElse(theirs));
            });
            out.put(section, both.build());
        }
        return out.build();
    }

    private Node merged(Node theirs, Node ours, String section, String name) {
        Node cleared =
                theirs instanceof MapNode their && ours instanceof MapNode our ? Directives.clear(their, our) : theirs;
        return new Merge(findings).resources(cleared, ours, section, name);
    }

    private static List<String> texts(Optional<Node> node) {
        if (node.isEmpty()) {
            return List.of();
        }
        return node.get()
                .asString()
                .map(List::of)
                .orElseGet(() -> node.get().asList().stream()
                        .flatMap(list -> list.items().stream())
                        .flatMap(item -> item.asString().stream())
                        .toList());
    }

    private static JstackException problem(StackError code, Place place, String message, String remedy) {
        return new JstackException(code, place, message, remedy);
    }
}
