package io.jstack.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** What is kept of each project over a reboot: the orchestrator's record and the addresses its replicas own. */
final class ProjectFiles {
    private final Path root;

    ProjectFiles(Instance instance) {
        this.root = instance.state().resolve("projects");
    }

    /** What is kept here under one of the engine's own names and has no stack is no project. */
    SortedSet<String> names() {
        SortedSet<String> names = all();
        names.removeIf(name -> name.startsWith("_") && !Files.exists(stack(name)));
        return names;
    }

    /** Also the engine's own. */
    SortedSet<String> all() {
        SortedSet<String> names = new TreeSet<>();
        if (!Files.isDirectory(root)) {
            return names;
        }
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(root)) {
            directories.forEach(directory -> names.add(directory.getFileName().toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return names;
    }

    Optional<String> record(String project) {
        return DurableFile.read(stack(project)).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    void saveRecord(String project, String record) {
        DurableFile.write(stack(project), record.getBytes(StandardCharsets.UTF_8), DurableFile.Lasting.POWER_LOSS);
    }

    void remove(String project) {
        try {
            Trees.delete(root.resolve(project));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path stack(String project) {
        return root.resolve(project).resolve("stack.json");
    }
}
