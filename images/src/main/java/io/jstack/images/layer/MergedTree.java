package io.jstack.images.layer;

import io.jstack.runtime.kernel.Errno;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.FileSystemCalls;
import io.jstack.runtime.kernel.FileSystemStat;
import io.jstack.runtime.kernel.KernelException;
import io.jstack.runtime.kernel.Linux;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Layers as overlayfs would show them, read without mounting anything: whiteouts hide, directories merge unless opaque, links are
 * resolved inside. A single directory is a tree of one layer. One thread at a time.
 */
public final class MergedTree implements AutoCloseable {
    private static final int MAX_LINKS = 40;
    private static final int PLAIN = FileSystemCalls.RESOLVE_BENEATH | FileSystemCalls.RESOLVE_NO_SYMLINKS;

    private final FileSystemCalls files = new FileSystemCalls();
    private final List<Fd> roots;

    /**
     * Opens the layers.
     *
     * @param topmostFirst in the order of overlayfs {@code lowerdir}
     */
    public MergedTree(List<Path> topmostFirst) {
        roots = topmostFirst.stream()
                .map(path -> Linux.open(path.toString(), Linux.O_PATH | Linux.O_DIRECTORY))
                .toList();
    }

    /** Splits a path as a user writes it; empty and {@code .} parts fall away, {@code ..} stays. */
    public static List<String> parts(String path) {
        String raw = new String(path.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        return Arrays.stream(raw.split("/", -1))
                .filter(part -> !part.isEmpty() && !part.equals("."))
                .toList();
    }

    /** The root; of no layers, an empty one. */
    public Optional<MergedEntry> root() {
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < roots.size(); i++) {
            all.add(i);
        }
        return roots.isEmpty()
                ? Optional.empty()
                : Optional.of(new MergedEntry(List.of(), files.stat(roots.get(0)), all));
    }

    /** What {@code path} leads to, links followed, the last one too. A link to nowhere is absent. */
    public Optional<MergedEntry> find(List<String> path) {
        Deque<String> rest = new ArrayDeque<>(path);
        Optional<MergedEntry> current = root();
        int links = 0;
        while (!rest.isEmpty() && current.isPresent()) {
            String part = rest.removeFirst();
            if (part.equals("..")) {
                current = parent(current.get());
                continue;
            }
            Optional<MergedEntry> child = child(current.get(), part);
            if (child.isPresent() && child.get().stat().isSymlink()) {
                if (++links > MAX_LINKS) {
                    return Optional.empty();
                }
                current = push(readLink(child.get()), rest) ? root() : current;
            } else {
                current = child;
            }
        }
        return current;
    }

    /** Puts a link's target before what is left; whether it begins at the root. */
    private static boolean push(byte[] target, Deque<String> rest) {
        String text = new String(target, StandardCharsets.ISO_8859_1);
        List<String> parts = Arrays.stream(text.split("/", -1))
                .filter(p -> !p.isEmpty() && !p.equals("."))
                .toList();
        for (int i = parts.size() - 1; i >= 0; i--) {
            rest.addFirst(parts.get(i));
        }
        return text.startsWith("/");
    }

    private Optional<MergedEntry> parent(MergedEntry entry) {
        Optional<MergedEntry> current = root();
        for (String part : entry.parts().subList(0, Math.max(0, entry.parts().size() - 1))) {
            current = current.flatMap(directory -> child(directory, part));
        }
        return current;
    }

    /**
     * Where something new under {@code path} really belongs: links on the way are followed as far as there is anything, the rest stays as
     * it is.
     */
    public List<String> resolve(List<String> path) {
        List<String> real = List.of();
        for (int i = 0; i < path.size(); i++) {
            Optional<MergedEntry> found = find(path.subList(0, i + 1));
            if (found.isPresent()) {
                real = found.get().parts();
            } else {
                List<String> result = new ArrayList<>(real);
                for (String part : path.subList(i, path.size())) {
                    if (!part.equals("..")) {
                        result.add(part);
                    } else if (!result.isEmpty()) {
                        result.remove(result.size() - 1);
                    }
                }
                return result;
            }
        }
        return real;
    }

    /** One name in a directory, a link itself. */
    public Optional<MergedEntry> child(MergedEntry directory, String name) {
        List<String> parts = new ArrayList<>(directory.parts());
        parts.add(name);
        byte[] path = new RawName(parts).path();
        FileSystemStat top = null;
        List<Integer> merged = new ArrayList<>();
        for (int layer : directory.layers()) {
            Optional<FileSystemStat> stat = statIn(roots.get(layer), path);
            if (stat.isEmpty()) {
                continue;
            }
            if (Whiteout.is(stat.get())) {
                break;
            }
            if (!stat.get().isDirectory()) {
                if (top == null) {
                    return Optional.of(new MergedEntry(parts, stat.get(), List.of(layer)));
                }
                break;
            }
            top = top == null ? stat.get() : top;
            merged.add(layer);
            if (Whiteout.isOpaque(files, roots.get(layer), path)) {
                break;
            }
        }
        return top == null ? Optional.empty() : Optional.of(new MergedEntry(parts, top, merged));
    }

    private Optional<FileSystemStat> statIn(Fd root, byte[] path) {
        try {
            return files.find(root, path);
        } catch (KernelException e) {
            if (e.errno() == Errno.ENOTDIR || e.errno() == Errno.ELOOP) {
                return Optional.empty(); // changed meanwhile
            }
            throw e;
        }
    }

    /** All that a directory shows, links themselves, sorted by their bytes. */
    public List<MergedEntry> list(MergedEntry directory) {
        TreeSet<String> names = new TreeSet<>();
        for (int layer : directory.layers()) {
            try (Fd open =
                    files.open(roots.get(layer), directory.path(), Linux.O_RDONLY | Linux.O_DIRECTORY, 0, PLAIN)) {
                files.list(open).forEach(e -> names.add(new String(e.name(), StandardCharsets.ISO_8859_1)));
            }
        }
        return names.stream()
                .map(name -> child(directory, name))
                .flatMap(Optional::stream)
                .toList();
    }

    /** Opens a regular file to read; a link that took its place meanwhile is refused. */
    public Fd open(MergedEntry file) {
        return files.open(roots.get(file.layers().get(0)), file.path(), Linux.O_RDONLY | Linux.O_NOFOLLOW, 0, PLAIN);
    }

    /** A file's content as a stream. */
    public InputStream stream(MergedEntry file) {
        try (Fd open = open(file)) {
            return Files.newInputStream(Path.of("/proc/self/fd/" + open.number()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public byte[] readLink(MergedEntry link) {
        return files.readLink(roots.get(link.layers().get(0)), link.path());
    }

    /** The attributes of an entry that belong to an image, sorted. */
    public List<Xattr> xattrs(MergedEntry entry) {
        Fd root = roots.get(entry.layers().get(0));
        return files.listXattrs(root, entry.path()).stream()
                .filter(Xattrs::travels)
                .sorted()
                .flatMap(key -> files.getXattr(root, entry.path(), key).map(value -> new Xattr(key, value)).stream())
                .toList();
    }

    /** An extended attribute: xattr(7). */
    public static final class Xattr {
        private final String key;
        private final byte[] value;

        Xattr(String key, byte[] value) {
            this.key = key;
            this.value = value;
        }

        public String key() {
            return key;
        }

        /** Not to be changed. */
        public byte[] value() {
            return value;
        }
    }

    @Override
    public void close() {
        roots.forEach(Fd::close);
    }
}
