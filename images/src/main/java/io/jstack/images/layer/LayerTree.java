package io.jstack.images.layer;

import io.jstack.images.ImageError;
import io.jstack.runtime.kernel.Errno;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.FileSystemCalls;
import io.jstack.runtime.kernel.FileSystemStat;
import io.jstack.runtime.kernel.KernelException;
import io.jstack.runtime.kernel.Linux;
import io.jstack.values.JstackException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The directory a layer is unpacked into. A parent is found by the kernel as if this directory were {@code /} (RESOLVE_IN_ROOT), so a
 * link that an earlier entry planted leads nowhere else; the last part of a name is never followed.
 */
final class LayerTree implements AutoCloseable {
    private static final int PARENT_FLAGS = Linux.O_PATH | Linux.O_DIRECTORY;
    private static final int IN_ROOT = FileSystemCalls.RESOLVE_IN_ROOT | FileSystemCalls.RESOLVE_NO_MAGICLINKS;
    private static final int IMPLIED_MODE = 0755;

    private final FileSystemCalls files = new FileSystemCalls();
    private final Fd root;
    private final List<Fd> lower;
    private Optional<RawName> cachedName = Optional.empty();
    private Optional<Fd> cachedParent = Optional.empty();
    private boolean borrowed;

    /**
     * @param lower the layers below, topmost first: a directory that a tar only implies looks as it does there
     */
    LayerTree(Path directory, List<Path> lower) {
        root = Linux.open(directory.toString(), PARENT_FLAGS);
        this.lower = lower.stream()
                .map(path -> Linux.open(path.toString(), PARENT_FLAGS))
                .toList();
    }

    FileSystemCalls files() {
        return files;
    }

    Fd root() {
        return root;
    }

    /** Whether something here was taken from a lower layer, so that the tree suits only that one. */
    boolean isBorrowed() {
        return borrowed;
    }

    /** The directory that {@code name}'s last part belongs in, made if the tar left it out. Valid until the next call. */
    Fd parentOf(RawName name) {
        RawName parent = name.parent();
        if (parent.isRoot()) {
            return root;
        }
        if (cachedParent.isPresent() && cachedName.filter(parent::equals).isPresent()) {
            return cachedParent.get();
        }
        forgetParent();
        Fd found = open(parent);
        cachedName = Optional.of(parent);
        cachedParent = Optional.of(found);
        return found;
    }

    private Fd open(RawName directory) {
        try {
            return files.open(root, directory.path(), PARENT_FLAGS, 0, IN_ROOT);
        } catch (KernelException e) {
            if (e.errno() == Errno.ELOOP) {
                throw notADirectory(directory);
            }
            if (e.errno() != Errno.ENOENT && e.errno() != Errno.ENOTDIR) {
                throw e;
            }
            return imply(directory);
        }
    }

    private Fd imply(RawName directory) {
        try (Fd above = directory.parts().size() == 1 ? duplicateRoot() : open(directory.parent())) {
            byte[] base = directory.baseBytes();
            Optional<FileSystemStat> there = files.find(above, base);
            boolean overWhiteout = there.isPresent() && Whiteout.is(there.get());
            if (overWhiteout) {
                files.unlink(above, base);
            } else if (there.isPresent() && !there.get().isDirectory()) {
                throw notADirectory(directory);
            }
            if (overWhiteout || there.isEmpty()) {
                files.mkdir(above, base, IMPLIED_MODE);
                files.chmod(above, base, IMPLIED_MODE);
                (overWhiteout ? Optional.<FileSystemStat>empty() : lookBelow(directory))
                        .ifPresent(like -> borrow(like, above, base));
            }
            if (overWhiteout) {
                Whiteout.makeOpaque(files, above, base);
            }
            return files.open(above, base, PARENT_FLAGS | Linux.O_NOFOLLOW, 0, FileSystemCalls.RESOLVE_NO_SYMLINKS);
        }
    }

    private void borrow(FileSystemStat like, Fd above, byte[] base) {
        files.chown(above, base, like.uid(), like.gid());
        files.chmod(above, base, like.permissions());
        files.setModified(above, base, like.mtimeSeconds(), like.mtimeNanos());
        borrowed = true;
    }

    private Fd duplicateRoot() {
        return files.open(root, RawName.bytes("."), PARENT_FLAGS, 0, IN_ROOT);
    }

    private Optional<FileSystemStat> lookBelow(RawName directory) {
        return lower.stream()
                .map(layer -> statIn(layer, directory))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<FileSystemStat> statIn(Fd layer, RawName directory) {
        try (Fd found = files.open(layer, directory.path(), PARENT_FLAGS, 0, IN_ROOT)) {
            return Optional.of(files.stat(found));
        } catch (KernelException e) {
            return Optional.empty(); // not in this layer, or not as a directory
        }
    }

    /** Makes way for an entry: what stands there goes, whole trees included. True when it was a whiteout. */
    boolean clear(Fd parent, byte[] base) {
        Optional<FileSystemStat> there = files.find(parent, base);
        if (there.isEmpty()) {
            return false;
        }
        forgetUnless(parent);
        if (there.get().isDirectory()) {
            TreeRemoval.remove(files, parent, base);
        } else {
            files.unlink(parent, base);
        }
        return Whiteout.is(there.get());
    }

    /** A cached parent may be, or be reached through, what is being removed; the caller's own stays open. */
    private void forgetUnless(Fd inUse) {
        if (cachedParent.isPresent() && cachedParent.get() != inUse) {
            forgetParent();
        }
    }

    private void forgetParent() {
        cachedParent.ifPresent(Fd::close);
        cachedParent = Optional.empty();
        cachedName = Optional.empty();
    }

    static JstackException notADirectory(RawName name) {
        return new JstackException(
                ImageError.INVALID_LAYER,
                "the layer puts something below '" + name + "', which is no directory",
                "do not use this image, or have it built again");
    }

    @Override
    public void close() {
        forgetParent();
        lower.forEach(Fd::close);
        root.close();
    }
}
