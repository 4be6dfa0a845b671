package io.jstack.engine;

import io.jstack.orchestrator.Drift;
import io.jstack.orchestrator.model.FileMount;
import io.jstack.orchestrator.model.FileSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Configs and secrets that come from files: what the container was given, against what the files say by now. A program reads such
 * things at its start, so it is restarted with the new ones.
 */
final class WrittenContents implements Concern {
    /** A file still being written is not half taken over. */
    private static final Duration CALM = Duration.ofMillis(500);

    private final ContainerFiles files;
    private final FoundRight<List<Optional<Stamp>>> right = new FoundRight<>();

    private record Copy(String what, Path source, Path given) {}

    WrittenContents(ContainerFiles files) {
        this.files = files;
    }

    @Override
    public List<Drift> look(Container container, Run run) {
        List<Copy> copies = copies(container.record());
        if (copies.isEmpty()) {
            return List.of();
        }
        List<Optional<Stamp>> sign = new ArrayList<>();
        copies.forEach(copy -> {
            sign.add(Stamp.of(copy.source()));
            sign.add(Stamp.of(copy.given()));
        });
        if (right.still(run, sign)) {
            return List.of();
        }
        List<Drift> found = new ArrayList<>();
        copies.forEach(copy -> compare(container, copy, found));
        if (found.isEmpty() && sign.stream().flatMap(Optional::stream).allMatch(stamp -> stamp.isOlderThan(CALM))) {
            right.note(run, sign);
        }
        return found;
    }

    private List<Copy> copies(ContainerRecord record) {
        FilesFor written = new FilesFor(files.run(record.id()));
        List<Copy> copies = new ArrayList<>();
        for (FileMount use : record.service().storage().configs()) {
            source(record.configs(), use)
                    .ifPresent(file -> copies.add(new Copy("config " + use.source(), file, written.config(use))));
        }
        for (FileMount use : record.service().storage().secrets()) {
            source(record.secrets(), use)
                    .ifPresent(file -> copies.add(new Copy("secret " + use.source(), file, written.secret(use))));
        }
        return copies;
    }

    private static Optional<Path> source(Map<String, FileSource> sources, FileMount use) {
        return sources.get(use.source()) instanceof FileSource.FromFile file
                ? Optional.of(file.file())
                : Optional.empty();
    }

    private static void compare(Container container, Copy copy, List<Drift> found) {
        Optional<Stamp> source = Stamp.of(copy.source());
        String name = container.record().name();
        if (source.isEmpty()) {
            found.add(new Drift(
                    Drift.Kind.CONTENT_CHANGED,
                    "%s of %s: %s is gone; it runs on with what it had".formatted(copy.what(), name, copy.source()),
                    Drift.Repair.ASK));
        } else if (source.get().isOlderThan(CALM) && differ(copy)) {
            found.add(new Drift(
                    Drift.Kind.CONTENT_CHANGED,
                    "%s of %s changed: %s".formatted(copy.what(), name, copy.source()),
                    isUpdated(container) ? Drift.Repair.RECREATE : Drift.Repair.RESTART));
        }
    }

    /** A service that says how it is updated is updated so. */
    private static boolean isUpdated(Container container) {
        return container.record().service().lifecycle().update().isPresent();
    }

    private static boolean differ(Copy copy) {
        try {
            return Files.mismatch(copy.source(), copy.given()) != -1;
        } catch (IOException e) {
            return !Files.exists(copy.given());
        }
    }

    @Override
    public void repair(Container container, Run run, Drift drift) {
        // a start writes them anew: nothing is repaired under the running process
    }

    @Override
    public boolean owns(Drift.Kind kind) {
        return kind == Drift.Kind.CONTENT_CHANGED;
    }
}
