package io.jstack.volumes;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A directory of an image as overlayfs would merge it from unpacked layers: whiteouts (a character device 0/0) hide, opaque directories
 * end the merge; Documentation/filesystems/overlayfs.rst. Every path is followed name by name inside the layers, a symbolic link's
 * target too, so an image cannot point out of itself. Layers are read-only: nobody changes them between two steps.
 *
 * @param parts the directories that are merged, topmost first, never empty
 */
record UnionDirectory(List<Path> parts) {
    /** path_resolution(7): the kernel gives up after as many. */
    private static final int MAX_LINKS = 40;

    private static final String OPAQUE = "trusted.overlay.opaque";

    UnionDirectory {
        parts = List.copyOf(parts);
    }

    /** What a name in the directory stands for. */
    sealed interface Entry {}

    /** A directory, merged in its turn. */
    record Merged(UnionDirectory directory) implements Entry {}

    /** Anything else. */
    record Leaf(Path path) implements Entry {}

    /** The directory {@code target} of the image; empty when there is none. */
    static Optional<UnionDirectory> find(List<Path> layers, String target) throws IOException {
        if (layers.isEmpty()) {
            return Optional.empty();
        }
        Deque<UnionDirectory> way = new ArrayDeque<>();
        way.push(new UnionDirectory(layers));
        Deque<String> names = new ArrayDeque<>();
        prepend(names, Path.of(target));
        int links = 0;
        while (!names.isEmpty()) {
            String name = names.pop();
            if (name.equals("..")) {
                if (way.size() > 1) {
                    way.pop();
                }
                continue;
            }
            Optional<Entry> entry = way.getFirst().entry(Path.of(name));
            if (entry.isPresent() && entry.get() instanceof Merged merged) {
                way.push(merged.directory());
            } else if (entry.isPresent()
                    && entry.get() instanceof Leaf leaf
                    && Files.isSymbolicLink(leaf.path())
                    && ++links <= MAX_LINKS) {
                Path link = Files.readSymbolicLink(leaf.path());
                while (link.isAbsolute() && way.size() > 1) {
                    way.pop();
                }
                prepend(names, link);
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(way.getFirst());
    }

    /** All names in it. */
    Map<Path, Entry> entries() throws IOException {
        Map<Path, Entry> entries = new LinkedHashMap<>();
        for (Path part : parts) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(part)) {
                for (Path file : files) {
                    Path name = file.getFileName();
                    if (!entries.containsKey(name)) {
                        entry(name).ifPresent(entry -> entries.put(name, entry));
                    }
                }
            }
        }
        return entries;
    }

    private Optional<Entry> entry(Path name) throws IOException {
        List<Path> merged = new ArrayList<>();
        for (Path part : parts) {
            Path path = part.resolve(name);
            FileStatus status;
            try {
                status = FileStatus.of(path);
            } catch (NoSuchFileException absent) {
                continue;
            }
            if (!status.isDirectory()) {
                if (merged.isEmpty() && !status.isWhiteout()) {
                    return Optional.of(new Leaf(path));
                }
                break;
            }
            merged.add(path);
            if (ExtendedAttributes.get(path, OPAQUE).isPresent()) {
                break;
            }
        }
        return merged.isEmpty() ? Optional.empty() : Optional.of(new Merged(new UnionDirectory(merged)));
    }

    private static void prepend(Deque<String> names, Path path) {
        for (int i = path.getNameCount() - 1; i >= 0; i--) {
            String name = path.getName(i).toString();
            if (!name.isEmpty() && !name.equals(".")) {
                names.push(name);
            }
        }
    }

    /** The topmost directory: its owner, mode and times are the merged one's. */
    Path top() {
        return parts.get(0);
    }
}
