package io.jstack.images.layer;

import io.jstack.images.ImageError;
import io.jstack.images.layer.LayerEntry.Kind;
import io.jstack.runtime.kernel.Errno;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.FileSystemCalls;
import io.jstack.runtime.kernel.FileSystemStat;
import io.jstack.runtime.kernel.KernelException;
import io.jstack.runtime.kernel.Linux;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;

/** Puts one entry after the other into a {@link LayerTree}. */
final class EntryWriter {
    private static final int CREATE = Linux.O_WRONLY | Linux.O_CREAT | Linux.O_EXCL | Linux.O_NOFOLLOW;
    private static final int BUFFER = 1 << 16;

    private final LayerTree tree;
    private final FileSystemCalls files;
    private final byte[] buffer = new byte[BUFFER];
    private long bytes;

    EntryWriter(LayerTree tree) {
        this.tree = tree;
        this.files = tree.files();
    }

    /** Of all regular files written. */
    long bytes() {
        return bytes;
    }

    void write(LayerEntry entry, InputStream content) throws IOException {
        if (entry.name().isRoot()) {
            root(entry);
            return;
        }
        Fd parent = tree.parentOf(entry.name());
        byte[] base = entry.name().baseBytes();
        if (entry.name().base().startsWith(Whiteout.PREFIX)) {
            whiteout(entry.name(), parent);
            return;
        }
        switch (entry.kind()) {
            case FILE -> file(entry, content, parent, base);
            case DIRECTORY -> directory(entry, parent, base);
            case SYMLINK -> symlink(entry, parent, base);
            case HARD_LINK -> hardLink(entry, parent, base);
            case CHARACTER_DEVICE -> node(entry, parent, base, FileSystemStat.S_IFCHR);
            case BLOCK_DEVICE -> node(entry, parent, base, FileSystemStat.S_IFBLK);
            case FIFO -> node(entry, parent, base, FileSystemStat.S_IFIFO);
        }
    }

    private void root(LayerEntry entry) {
        if (entry.kind() != Kind.DIRECTORY) {
            throw invalid("the layer's root is no directory");
        }
        byte[] self = RawName.bytes(".");
        files.chown(tree.root(), self, entry.uid(), entry.gid());
        files.chmod(tree.root(), self, entry.mode());
        xattrs(entry, tree.root(), self);
    }

    private void whiteout(RawName name, Fd parent) {
        if (name.base().equals(Whiteout.OPAQUE)) {
            Whiteout.makeOpaque(files, parent, RawName.bytes("."));
        } else if (!name.base().startsWith(Whiteout.META)) {
            String gone = name.base().substring(Whiteout.PREFIX.length());
            if (gone.isEmpty() || gone.equals(".") || gone.equals("..")) {
                throw invalid("the layer has the whiteout '" + name + "', which names nothing");
            }
            byte[] target = RawName.bytes(gone);
            Optional<FileSystemStat> there = files.find(parent, target);
            if (there.isEmpty()) {
                Whiteout.make(files, parent, target);
            } else if (there.get().isDirectory()) {
                // a whiteout speaks of the layers below: the directory of this layer stays, and hides theirs
                Whiteout.makeOpaque(files, parent, target);
            }
        }
    }

    private void file(LayerEntry entry, InputStream content, Fd parent, byte[] base) throws IOException {
        try (Fd file = create(parent, base)) {
            if (entry.isSparse()) {
                sparse(entry, content, file);
            } else {
                plain(content, file);
            }
            files.chown(file, entry.uid(), entry.gid());
            files.chmod(file, entry.mode());
            xattrs(entry, parent, base);
            files.setModified(file, entry.seconds(), entry.nanos());
        }
    }

    private Fd create(Fd parent, byte[] base) {
        int resolve = FileSystemCalls.RESOLVE_BENEATH | FileSystemCalls.RESOLVE_NO_SYMLINKS;
        try {
            return files.open(parent, base, CREATE, 0600, resolve);
        } catch (KernelException e) {
            if (e.errno() != Errno.EEXIST && e.errno() != Errno.ELOOP && e.errno() != Errno.ENXIO) {
                throw e;
            }
        }
        tree.clear(parent, base);
        return files.open(parent, base, CREATE, 0600, resolve);
    }

    private void plain(InputStream content, Fd file) throws IOException {
        long at = 0;
        for (int got = content.read(buffer); got > 0; got = content.read(buffer)) {
            files.write(file, ByteBuffer.wrap(buffer, 0, got), at);
            at += got;
        }
        bytes += at;
    }

    /** Holes stay holes: a block of zeros is not written. */
    private void sparse(LayerEntry entry, InputStream content, Fd file) throws IOException {
        long at = 0;
        for (int got = content.readNBytes(buffer, 0, BUFFER); got > 0; got = content.readNBytes(buffer, 0, BUFFER)) {
            if (!isZero(got)) {
                files.write(file, ByteBuffer.wrap(buffer, 0, got), at);
                bytes += got;
            }
            at += got;
        }
        files.truncate(file, entry.size());
    }

    private boolean isZero(int length) {
        for (int i = 0; i < length; i++) {
            if (buffer[i] != 0) {
                return false;
            }
        }
        return true;
    }

    private void directory(LayerEntry entry, Fd parent, byte[] base) {
        Optional<FileSystemStat> there = files.find(parent, base);
        if (there.isEmpty() || !there.get().isDirectory()) {
            boolean overWhiteout = tree.clear(parent, base);
            files.mkdir(parent, base, 0700);
            if (overWhiteout) {
                Whiteout.makeOpaque(files, parent, base);
            }
        }
        files.chown(parent, base, entry.uid(), entry.gid());
        files.chmod(parent, base, entry.mode());
        xattrs(entry, parent, base);
    }

    private void symlink(LayerEntry entry, Fd parent, byte[] base) {
        if (entry.link().isEmpty()) {
            throw invalid("the layer's link '" + entry.name() + "' has no target");
        }
        tree.clear(parent, base);
        files.symlink(RawName.bytes(entry.link()), parent, base);
        files.chown(parent, base, entry.uid(), entry.gid());
        xattrs(entry, parent, base);
        files.setModified(parent, base, entry.seconds(), entry.nanos());
    }

    private void hardLink(LayerEntry entry, Fd parent, byte[] base) {
        RawName target = RawName.of(RawName.bytes(entry.link()));
        if (target.isRoot()) {
            throw invalid("the layer's hard link '" + entry.name() + "' leads to its root");
        }
        if (target.equals(entry.name())) {
            return;
        }
        int inRoot = FileSystemCalls.RESOLVE_IN_ROOT | FileSystemCalls.RESOLVE_NO_MAGICLINKS;
        try (Fd from = files.open(tree.root(), target.parent().path(), Linux.O_PATH | Linux.O_DIRECTORY, 0, inRoot)) {
            if (files.find(from, target.baseBytes()).map(Whiteout::is).orElse(true)) {
                throw new KernelException(Errno.ENOENT, "linkat", target.toString());
            }
            tree.clear(parent, base);
            files.link(from, target.baseBytes(), parent, base);
        } catch (KernelException e) {
            if (e.errno() == Errno.ENOSPC || e.errno() == Errno.EDQUOT) {
                throw e;
            }
            throw LayerExtractor.invalid(
                    "hard link '%s' to '%s': %s"
                            .formatted(entry.name(), target, e.errno().text()),
                    e);
        }
    }

    private void node(LayerEntry entry, Fd parent, byte[] base, int type) {
        if (type == FileSystemStat.S_IFCHR && entry.device() == 0) {
            throw invalid("the layer's '" + entry.name() + "' is device 0:0, overlayfs's own mark");
        }
        tree.clear(parent, base);
        files.mknod(parent, base, type | 0600, type == FileSystemStat.S_IFIFO ? 0 : entry.device());
        files.chown(parent, base, entry.uid(), entry.gid());
        files.chmod(parent, base, entry.mode());
        xattrs(entry, parent, base);
        files.setModified(parent, base, entry.seconds(), entry.nanos());
    }

    private void xattrs(LayerEntry entry, Fd parent, byte[] base) {
        for (Map.Entry<String, byte[]> xattr : entry.xattrs().entrySet()) {
            try {
                files.setXattr(parent, base, xattr.getKey(), xattr.getValue());
            } catch (KernelException e) {
                // EPERM: user.* on a link or device. ENOTSUP: a file system without such attributes; Docker goes on as
                // well
                if (e.errno() != Errno.EPERM && e.errno() != Errno.ENOTSUP) {
                    throw e;
                }
            }
        }
    }

    private static JstackException invalid(String why) {
        return new JstackException(ImageError.INVALID_LAYER, why, "do not use this image, or have it built again");
    }
}
