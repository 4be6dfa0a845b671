package io.jstack.images.layer;

import io.jstack.runtime.kernel.Errno;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.FileSystemCalls;
import io.jstack.runtime.kernel.FileSystemStat;
import io.jstack.runtime.kernel.KernelException;
import io.jstack.runtime.kernel.Linux;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Puts files from other trees into a layer that is being made: COPY, ADD, WORKDIR. Paths are real ones, as
 * {@link MergedTree#resolve} gives them.
 */
public final class LayerCopy implements AutoCloseable {
    private static final int CREATE = Linux.O_WRONLY | Linux.O_CREAT | Linux.O_EXCL | Linux.O_NOFOLLOW;
    private static final int PLAIN = FileSystemCalls.RESOLVE_BENEATH | FileSystemCalls.RESOLVE_NO_SYMLINKS;
    private static final int NEW_DIRECTORY = 0755;

    private final FileSystemCalls files = new FileSystemCalls();
    private final Fd root;
    private final MergedTree below;

    /**
     * Begins to fill a tree.
     *
     * @param tree the new layer's, empty so far
     * @param below the layers it will lie on
     */
    public LayerCopy(Path tree, MergedTree below) {
        root = Linux.open(tree.toString(), Linux.O_RDONLY | Linux.O_DIRECTORY);
        this.below = below;
    }

    /** Makes the directory and those above it that are missing; those that lie below keep their looks, as a copy-up would. */
    public void makeDirectory(List<String> path, Ownership owner) {
        openDirectory(path, owner).close();
    }

    private Fd openDirectory(List<String> path, Ownership owner) {
        Fd current = files.open(root, RawName.bytes("."), Linux.O_RDONLY | Linux.O_DIRECTORY, 0, PLAIN);
        for (int i = 0; i < path.size(); i++) {
            Fd parent = current;
            try (parent) {
                current = step(parent, path.subList(0, i + 1), owner);
            }
        }
        return current;
    }

    private Fd step(Fd parent, List<String> path, Ownership owner) {
        byte[] name = RawName.bytes(path.get(path.size() - 1));
        Optional<FileSystemStat> there = files.find(parent, name);
        if (there.isPresent() && !there.get().isDirectory()) {
            files.unlink(parent, name);
        }
        if (there.isEmpty() || !there.get().isDirectory()) {
            files.mkdir(parent, name, NEW_DIRECTORY);
            Optional<MergedEntry> like = below.find(path)
                    .filter(e -> e.stat().isDirectory() && e.parts().equals(path));
            FileSystemStat stat = like.map(MergedEntry::stat).orElse(null);
            files.chown(parent, name, stat == null ? owner.uid() : stat.uid(), stat == null ? owner.gid() : stat.gid());
            files.chmod(parent, name, stat == null ? NEW_DIRECTORY : stat.permissions());
            like.ifPresent(entry -> xattrs(below.xattrs(entry), parent, name));
        }
        return files.open(parent, name, Linux.O_RDONLY | Linux.O_DIRECTORY, 0, PLAIN);
    }

    /** Copies one file, link or whole directory to {@code path}. Of a directory only what {@code wanted} accepts. */
    public void copy(
            MergedTree from, MergedEntry source, List<String> path, Ownership owner, Predicate<MergedEntry> wanted) {
        if (source.stat().isDirectory()) {
            directory(from, source, path, owner, wanted);
            return;
        }
        try (Fd parent = openDirectory(path.subList(0, path.size() - 1), owner)) {
            leaf(from, source, parent, RawName.bytes(path.get(path.size() - 1)), owner);
        }
    }

    /**
     * As {@link #copy}, but of a directory its content: {@code path} itself, where it is new, takes on the directory's time only, as
     * BuildKit's COPY has it.
     */
    public void copyInto(
            MergedTree from, MergedEntry source, List<String> path, Ownership owner, Predicate<MergedEntry> wanted) {
        if (!source.stat().isDirectory()) {
            copy(from, source, path, owner, wanted);
            return;
        }
        boolean isNew = below.find(path).filter(e -> e.stat().isDirectory()).isEmpty();
        try (Fd directory = openDirectory(path, owner)) {
            for (MergedEntry entry : from.list(source)) {
                if (wanted.test(entry)) {
                    List<String> inside = new java.util.ArrayList<>(path);
                    inside.add(entry.name());
                    copy(from, entry, inside, owner, wanted);
                }
            }
            if (isNew && !path.isEmpty() && !source.parts().isEmpty()) { // a context itself has no time
                files.setModified(
                        directory, source.stat().mtimeSeconds(), source.stat().mtimeNanos());
            }
        }
    }

    /** Copies one file, link or whole directory to {@code path}, owners kept. Of a directory only what {@code wanted} accepts. */
    public void copyAsIs(MergedTree from, MergedEntry source, List<String> path, Predicate<MergedEntry> wanted) {
        copy(from, source, path, Ownership.KEPT, wanted);
    }

    /** What a directory holds, into the directory {@code path}, which takes on its looks unless it lies below already. */
    private void directory(
            MergedTree from, MergedEntry source, List<String> path, Ownership owner, Predicate<MergedEntry> wanted) {
        boolean isNew = below.find(path).filter(e -> e.stat().isDirectory()).isEmpty();
        try (Fd directory = openDirectory(path, owner)) {
            for (MergedEntry entry : from.list(source)) {
                if (!wanted.test(entry)) {
                    continue;
                }
                if (entry.stat().isDirectory()) {
                    List<String> deeper = new java.util.ArrayList<>(path);
                    deeper.add(entry.name());
                    directory(from, entry, deeper, owner, wanted);
                } else {
                    leaf(from, entry, directory, RawName.bytes(entry.name()), owner);
                }
            }
            if (isNew && !path.isEmpty()) {
                byte[] self = RawName.bytes(".");
                files.chown(directory, owner.uidOf(source.stat()), owner.gidOf(source.stat()));
                files.chmod(directory, owner.permissions().orElse(source.stat().permissions()));
                xattrs(from.xattrs(source), directory, self);
                files.setModified(
                        directory, source.stat().mtimeSeconds(), source.stat().mtimeNanos());
            }
        }
    }

    private void leaf(MergedTree from, MergedEntry entry, Fd parent, byte[] name, Ownership owner) {
        FileSystemStat stat = entry.stat();
        if (stat.type() == FileSystemStat.S_IFSOCK) {
            return;
        }
        clear(parent, name);
        if (stat.isRegular()) {
            try (Fd in = from.open(entry);
                    Fd out = files.open(parent, name, CREATE, 0600, PLAIN)) {
                Content.copy(files, in, out);
                finish(from, entry, parent, name, out, owner);
            }
            return;
        }
        if (stat.isSymlink()) {
            files.symlink(from.readLink(entry), parent, name);
            files.chown(parent, name, owner.uidOf(stat), owner.gidOf(stat));
        } else {
            files.mknod(parent, name, stat.type() | 0600, stat.rdev());
            files.chown(parent, name, owner.uidOf(stat), owner.gidOf(stat));
            files.chmod(parent, name, owner.permissions().orElse(stat.permissions()));
        }
        files.setModified(parent, name, stat.mtimeSeconds(), stat.mtimeNanos());
    }

    private void finish(MergedTree from, MergedEntry entry, Fd parent, byte[] name, Fd out, Ownership owner) {
        files.chown(out, owner.uidOf(entry.stat()), owner.gidOf(entry.stat()));
        files.chmod(out, owner.permissions().orElse(entry.stat().permissions()));
        xattrs(from.xattrs(entry), parent, name);
        files.setModified(out, entry.stat().mtimeSeconds(), entry.stat().mtimeNanos());
    }

    /** Writes a file of its own: a heredoc. */
    public void write(List<String> path, byte[] content, Ownership owner) {
        try (Fd parent = openDirectory(path.subList(0, path.size() - 1), owner)) {
            byte[] name = RawName.bytes(path.get(path.size() - 1));
            clear(parent, name);
            try (Fd out = files.open(parent, name, CREATE, 0600, PLAIN)) {
                files.write(out, ByteBuffer.wrap(content), 0);
                files.chown(out, owner.uid(), owner.gid());
                files.chmod(out, owner.permissions().orElse(0644));
            }
        }
    }

    private void clear(Fd parent, byte[] name) {
        if (files.find(parent, name).isPresent()) {
            TreeRemoval.remove(files, parent, name);
        }
    }

    private void xattrs(List<MergedTree.Xattr> xattrs, Fd parent, byte[] name) {
        for (MergedTree.Xattr xattr : xattrs) {
            try {
                files.setXattr(parent, name, xattr.key(), xattr.value());
            } catch (KernelException e) {
                if (e.errno() != Errno.ENOTSUP && e.errno() != Errno.EPERM) {
                    throw e;
                }
            }
        }
    }

    @Override
    public void close() {
        root.close();
    }
}
