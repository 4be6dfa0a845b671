package io.jstack.images.layer;

import io.jstack.images.Digest;
import io.jstack.images.ImageError;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.FileSystemCalls;
import io.jstack.runtime.kernel.FileSystemStat;
import io.jstack.runtime.kernel.Linux;
import io.jstack.values.Bytes;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes a layer's directory as the tar that stands for it: entries sorted by their bytes, whiteouts as {@code .wh.} files. The same
 * tree always gives the same tar, so its digest can serve as the layer's diff ID long before anyone asks for the tar itself.
 */
public final class LayerTar {
    private static final int BUFFER = 1 << 16;
    private static final int BESIDE = FileSystemCalls.RESOLVE_BENEATH | FileSystemCalls.RESOLVE_NO_SYMLINKS;

    private final FileSystemCalls files = new FileSystemCalls();
    private final OutputStream out;
    private final byte[] buffer = new byte[BUFFER];
    /** First name of each file that has several. */
    private final Map<Inode, byte[]> links = new HashMap<>();

    private long contentBytes;

    private record Inode(long device, long number) {}

    private LayerTar(OutputStream out) {
        this.out = out;
    }

    /**
     * The digest of a tree's tar, and the bytes of its regular files.
     *
     * @param size of regular files, links counted once
     * @param tarSize of the tar
     */
    public record Sum(Digest diffId, Bytes size, long tarSize) {}

    /** Writes {@code tree}, which nobody changes meanwhile, to {@code out}: the bytes of its regular files. */
    public static Bytes write(Path tree, OutputStream out) throws IOException {
        LayerTar tar = new LayerTar(out);
        try (Fd root = Linux.open(tree.toString(), Linux.O_RDONLY | Linux.O_DIRECTORY)) {
            tar.directory(root, new byte[0], Optional.of(root));
        }
        out.write(new byte[2 * TarHeader.BLOCK]);
        return new Bytes(tar.contentBytes);
    }

    /** Reads {@code tree} once, without keeping the tar. */
    public static Sum sum(Path tree) throws IOException {
        MessageDigest sha256 = Digest.sha256();
        try (HashOutput hash = new HashOutput(sha256)) {
            Bytes size = write(tree, hash);
            return new Sum(Digest.finish(sha256.digest()), size, hash.count);
        }
    }

    private static final class HashOutput extends OutputStream {
        private final MessageDigest hash;
        private long count;

        HashOutput(MessageDigest hash) {
            this.hash = hash;
        }

        @Override
        public void write(int b) {
            hash.update((byte) b);
            count++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            hash.update(bytes, offset, length);
            count += length;
        }
    }

    private void directory(Fd directory, byte[] prefix, Optional<Fd> root) throws IOException {
        if (root.isPresent()) {
            rootEntry(root.get());
        }
        List<byte[]> names = files.list(directory).stream()
                .map(FileSystemCalls.Entry::name)
                .sorted(Arrays::compareUnsigned)
                .toList();
        for (byte[] name : names) {
            FileSystemStat stat = files.stat(directory, name);
            byte[] path = join(prefix, name);
            if (stat.isDirectory()) {
                header(join(path, '/'), '5', stat, directory, name);
                if (Whiteout.isOpaque(files, directory, name)) {
                    marker(join(path, '/'), Whiteout.OPAQUE.getBytes(java.nio.charset.StandardCharsets.US_ASCII), stat);
                }
                try (Fd below = files.open(directory, name, Linux.O_RDONLY | Linux.O_DIRECTORY, 0, BESIDE)) {
                    directory(below, join(path, '/'), Optional.empty());
                }
            } else if (Whiteout.is(stat)) {
                marker(prefix, join(RawName.bytes(Whiteout.PREFIX), name), stat);
            } else {
                entry(directory, name, path, stat);
            }
        }
    }

    /** "/" itself, where it is not as every layer starts out: Docker leaves it out, and reads it well. */
    private void rootEntry(Fd root) throws IOException {
        FileSystemStat stat = files.stat(root);
        if (stat.permissions() != 0755 || stat.uid() != 0 || stat.gid() != 0) {
            out.write(new TarHeader(RawName.bytes("./"), '5')
                    .mode(stat.permissions())
                    .owner(stat.uid(), stat.gid())
                    .bytes());
        }
    }

    private void marker(byte[] prefix, byte[] name, FileSystemStat like) throws IOException {
        out.write(new TarHeader(join(prefix, name), '0')
                .mode(0)
                .modified(like.mtimeSeconds())
                .bytes());
    }

    private void entry(Fd directory, byte[] name, byte[] path, FileSystemStat stat) throws IOException {
        if (stat.type() == FileSystemStat.S_IFSOCK) {
            return; // a tar has no sockets; they are made by who listens
        }
        if (stat.links() > 1) {
            byte[] first = links.putIfAbsent(new Inode(stat.device(), stat.inode()), path);
            if (first != null) {
                out.write(base(path, '1', stat).link(first).bytes());
                return;
            }
        }
        switch (stat.type()) {
            case FileSystemStat.S_IFREG -> file(directory, name, path, stat);
            case FileSystemStat.S_IFLNK ->
                out.write(withXattrs(base(path, '2', stat), directory, name)
                        .link(files.readLink(directory, name))
                        .bytes());
            case FileSystemStat.S_IFCHR -> device(directory, name, path, stat, '3');
            case FileSystemStat.S_IFBLK -> device(directory, name, path, stat, '4');
            default -> header(path, '6', stat, directory, name);
        }
    }

    private void device(Fd directory, byte[] name, byte[] path, FileSystemStat stat, char type) throws IOException {
        out.write(withXattrs(base(path, type, stat), directory, name)
                .device(FileSystemCalls.major(stat.rdev()), FileSystemCalls.minor(stat.rdev()))
                .bytes());
    }

    private void header(byte[] path, char type, FileSystemStat stat, Fd directory, byte[] name) throws IOException {
        out.write(withXattrs(base(path, type, stat), directory, name).bytes());
    }

    private static TarHeader base(byte[] path, char type, FileSystemStat stat) {
        return new TarHeader(path, type)
                .mode(stat.permissions())
                .owner(stat.uid(), stat.gid())
                .modified(stat.mtimeSeconds());
    }

    private TarHeader withXattrs(TarHeader header, Fd directory, byte[] name) {
        files.listXattrs(directory, name).stream()
                .filter(Xattrs::travels)
                .sorted()
                .forEach(key -> files.getXattr(directory, name, key).ifPresent(value -> header.xattr(key, value)));
        return header;
    }

    private void file(Fd directory, byte[] name, byte[] path, FileSystemStat stat) throws IOException {
        try (Fd file = files.open(directory, name, Linux.O_RDONLY, 0, BESIDE)) {
            out.write(withXattrs(base(path, '0', stat).size(stat.size()), directory, name)
                    .bytes());
            long at = 0;
            while (at < stat.size()) {
                int got = files.read(file, buffer, 0, (int) Math.min(BUFFER, stat.size() - at), at);
                if (got == 0) {
                    throw new JstackException(
                            ImageError.IO,
                            "a file became shorter while its layer was read: "
                                    + new String(path, java.nio.charset.StandardCharsets.UTF_8),
                            "leave the image store alone while an image is made");
                }
                out.write(buffer, 0, got);
                at += got;
            }
            out.write(new byte[TarHeader.padding(at)]);
            contentBytes += at;
        }
    }

    private static byte[] join(byte[] prefix, byte[] name) {
        byte[] path = Arrays.copyOf(prefix, prefix.length + name.length);
        System.arraycopy(name, 0, path, prefix.length, name.length);
        return path;
    }

    private static byte[] join(byte[] path, char last) {
        return join(path, new byte[] {(byte) last});
    }
}
