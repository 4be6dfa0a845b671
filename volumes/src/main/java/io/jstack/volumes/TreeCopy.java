package io.jstack.volumes;

import io.jstack.runtime.kernel.Errno;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.KernelException;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.NativeMemory;
import io.jstack.runtime.kernel.SafePath;
import io.jstack.runtime.kernel.Syscall;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/** Copies a merged image directory into an empty one: every kind of file but sockets, hard links kept, holes left holes. */
final class TreeCopy {
    private static final int AT_SYMLINK_FOLLOW = 0x400;
    private static final int CHUNK = 64 * 1024;
    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(CHUNK).asReadOnlyBuffer();

    /** A file of the image with several names. */
    private record Inode(long device, long number) {}

    private final HeldDirectory root;
    /** Where its first name is, below the root. */
    private final Map<Inode, Path> linked = new HashMap<>();

    private final ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);

    /** @param root to copy into */
    TreeCopy(HeldDirectory root) {
        this.root = root;
    }

    void copy(UnionDirectory from) throws IOException {
        copy(from, root, Path.of(""));
    }

    private void copy(UnionDirectory from, HeldDirectory to, Path below) throws IOException {
        for (Map.Entry<Path, UnionDirectory.Entry> entry : from.entries().entrySet()) {
            Path place = to.path().resolve(entry.getKey());
            Path name = below.resolve(entry.getKey());
            if (entry.getValue() instanceof UnionDirectory.Merged merged) {
                try (HeldDirectory inner = HeldDirectory.made(place)) {
                    copy(merged.directory(), inner, name);
                }
            } else if (entry.getValue() instanceof UnionDirectory.Leaf leaf) {
                copyFile(leaf.path(), place, name);
            }
        }
        // Last, because every name made in it changed its times.
        FileAttributes.copy(from.top(), to.path());
    }

    private void copyFile(Path from, Path to, Path name) throws IOException {
        FileStatus status = FileStatus.of(from);
        if (status.isSocket()) {
            // Nobody listens on a socket out of an image.
            return;
        }
        if (status.links() > 1) {
            Path first = linked.putIfAbsent(new Inode(status.device(), status.inode()), name);
            if (first != null) {
                link(first, to);
                return;
            }
        }
        if (status.isSymbolicLink()) {
            Files.createSymbolicLink(to, Files.readSymbolicLink(from));
        } else if (status.isRegular()) {
            copyContent(from, to);
        } else {
            makeNode(status, to);
        }
        FileAttributes.copy(from, to);
    }

    /** linkat(2), from within the root. */
    private void link(Path first, Path to) throws IOException {
        try (Fd file = SafePath.open(root.fd(), first.toString(), Linux.O_PATH | Linux.O_NOFOLLOW)) {
            long result = Linux.raw(
                    Syscall.LINKAT,
                    Linux.AT_FDCWD,
                    NativeMemory.ofText("/proc/self/fd/" + file.number()),
                    Linux.AT_FDCWD,
                    UnixPath.of(to),
                    AT_SYMLINK_FOLLOW);
            if (result < 0) {
                throw new IOException(
                        "linkat %s: %s".formatted(to, Errno.of((int) -result).text()));
            }
        } catch (KernelException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private void copyContent(Path from, Path to) throws IOException {
        try (FileChannel in = FileChannel.open(from, StandardOpenOption.READ);
                FileChannel out = FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            long size = 0;
            while (in.read(chunk.clear()) > 0) {
                chunk.flip();
                size += chunk.remaining();
                boolean hole = chunk.mismatch(ZEROS.duplicate().limit(chunk.remaining())) < 0;
                if (hole) {
                    continue;
                }
                long position = size - chunk.remaining();
                while (chunk.hasRemaining()) {
                    position += out.write(chunk, position);
                }
            }
            if (out.size() < size) {
                out.write(ByteBuffer.allocate(1), size - 1);
            }
        }
    }

    /** A FIFO or a device, by mknodat(2). */
    private static void makeNode(FileStatus status, Path to) throws IOException {
        long result = Linux.raw(Syscall.MKNODAT, Linux.AT_FDCWD, UnixPath.of(to), status.mode(), status.rdev());
        if (result < 0) {
            throw new IOException(
                    "mknodat %s: %s".formatted(to, Errno.of((int) -result).text()));
        }
    }
}
