package io.jstack.images.build;

import io.jstack.images.layer.MergedEntry;
import io.jstack.images.layer.MergedTree;
import io.jstack.images.layer.Ownership;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What COPY and ADD read from: the context without what {@code .dockerignore} hides, or the files of a stage or an image. Found by
 * descriptor inside its root; a link out of it leads back into it.
 *
 * @param name for errors: "the build context", "stage build"
 * @param owners whose the files are once copied: those of this machine's users mean nobody in an image
 */
record SourceTree(String name, MergedTree tree, IgnoreFile ignore, Ownership owners) implements AutoCloseable {
    static SourceTree context(Path directory, IgnoreFile ignore) {
        return context("the build context", directory, ignore);
    }

    static SourceTree context(String name, Path directory, IgnoreFile ignore) {
        return new SourceTree(name, new MergedTree(List.of(directory)), ignore, Ownership.ROOT);
    }

    static SourceTree layers(String name, List<Path> topmostFirst) {
        return new SourceTree(name, new MergedTree(topmostFirst), IgnoreFile.NONE, Ownership.KEPT);
    }

    /** All that {@code written} names: one entry, or as many as its pattern matches, sorted. */
    List<MergedEntry> find(String written) {
        List<String> parts = normal(MergedTree.parts(written));
        if (parts.stream().noneMatch(PathPattern::isPattern)) {
            return tree.find(parts).filter(this::isSeen).stream().toList();
        }
        List<MergedEntry> found = tree.root().stream().toList();
        for (String part : parts) {
            found = found.stream().flatMap(entry -> step(entry, part).stream()).toList();
        }
        return found.stream()
                .filter(this::isSeen)
                // the last one's own link is followed, as it is when it is named outright
                .flatMap(entry -> tree.find(entry.parts()).stream())
                .toList();
    }

    private List<MergedEntry> step(MergedEntry directory, String part) {
        Optional<MergedEntry> real =
                tree.find(directory.parts()).filter(e -> e.stat().isDirectory());
        if (real.isEmpty()) {
            return List.of();
        }
        if (!PathPattern.isPattern(part)) {
            return tree.child(real.get(), part).stream().toList();
        }
        Pattern pattern = PathPattern.compile(part);
        return tree.list(real.get()).stream()
                .filter(entry -> pattern.matcher(entry.name()).matches())
                .toList();
    }

    /** {@code ..} goes no higher than the root. */
    static List<String> normal(List<String> parts) {
        List<String> result = new ArrayList<>();
        for (String part : parts) {
            if (!part.equals("..")) {
                result.add(part);
            } else if (!result.isEmpty()) {
                result.remove(result.size() - 1);
            }
        }
        return result;
    }

    /** Whether the entry is not ignored; an ignored directory counts while something below it may be an exception. */
    boolean isSeen(MergedEntry entry) {
        if (entry.parts().isEmpty() || ignore == IgnoreFile.NONE) {
            return true;
        }
        String path = new String(
                String.join("/", entry.parts()).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        if (!ignore.isIgnored(path)) {
            return true;
        }
        return entry.stat().isDirectory()
                && ignore.hasExceptions()
                && tree.list(entry).stream().anyMatch(this::isSeen);
    }

    @Override
    public void close() {
        tree.close();
    }
}
