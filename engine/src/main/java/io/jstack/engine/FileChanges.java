package io.jstack.engine;

import io.jstack.images.layer.MergedEntry;
import io.jstack.images.layer.MergedTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a container has written over its image. Only directories that its own layer touches are compared; what was made there to mount
 * something upon is nobody's change.
 */
final class FileChanges {
    /** The container's own layer lies over those of its image. */
    private static final int OWN = 0;

    private final Rooms rooms;

    FileChanges(Rooms rooms) {
        this.rooms = rooms;
    }

    /** All that it sees, volumes left out. */
    MergedTree tree(Container container) {
        List<Path> layers = new ArrayList<>(layers(container));
        own(container).ifPresent(upper -> layers.add(OWN, upper));
        return new MergedTree(layers);
    }

    List<FileChange> of(Container container) {
        if (own(container).isEmpty()) {
            return List.of();
        }
        try (MergedTree before = new MergedTree(layers(container));
                MergedTree after = tree(container)) {
            Comparison comparison =
                    new Comparison(before, after, Set.copyOf(CommitContainer.stubs(container.record())));
            return comparison.below(before.root(), after.root().orElseThrow());
        }
    }

    private List<Path> layers(Container container) {
        return rooms.images().require(container.record().imageId()).layers();
    }

    /** One that was neither started nor copied into has none. */
    private Optional<Path> own(Container container) {
        return Optional.of(rooms.files().upper(container.id())).filter(Files::isDirectory);
    }

    private record Comparison(MergedTree before, MergedTree after, Set<String> stubs) {
        List<FileChange> below(Optional<MergedEntry> was, MergedEntry is) {
            List<FileChange> found = new ArrayList<>();
            Set<String> names = new HashSet<>();
            for (MergedEntry entry : after.list(is)) {
                names.add(entry.name());
                if (entry.layers().contains(OWN)) {
                    found.addAll(of(was.flatMap(directory -> before.child(directory, entry.name())), entry));
                }
            }
            was.map(before::list).orElse(List.of()).stream()
                    .filter(entry -> !names.contains(entry.name()))
                    .forEach(entry -> found.add(new FileChange(FileChange.Kind.DELETED, entry.toString())));
            return found;
        }

        private List<FileChange> of(Optional<MergedEntry> was, MergedEntry is) {
            Optional<MergedEntry> directory = was.filter(entry -> entry.stat().isDirectory());
            List<FileChange> inside = is.stat().isDirectory() ? below(directory, is) : List.of();
            if (inside.isEmpty() && carriesStubs(is.toString())) {
                return List.of();
            }
            List<FileChange> all = new ArrayList<>();
            all.add(new FileChange(was.isPresent() ? FileChange.Kind.CHANGED : FileChange.Kind.ADDED, is.toString()));
            all.addAll(inside);
            return all;
        }

        private boolean carriesStubs(String path) {
            return stubs.stream().anyMatch(stub -> stub.equals(path) || stub.startsWith(path + "/"));
        }
    }
}
