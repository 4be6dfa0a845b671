package io.jstack.images.layer;

import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.FileSystemCalls;
import io.jstack.runtime.kernel.FileSystemStat;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes what stacked layers show together as a tar: {@code docker export}. Whiteouts have done their work, and are not in it. */
public final class MergedTar {
    private static final int BUFFER = 1 << 16;

    private final FileSystemCalls files = new FileSystemCalls();
    private final MergedTree tree;
    private final OutputStream out;
    private final byte[] buffer = new byte[BUFFER];
    /** First name of each file that has several. */
    private final Map<List<Long>, byte[]> links = new HashMap<>();

    private MergedTar(MergedTree tree, OutputStream out) {
        this.tree = tree;
        this.out = out;
    }

    /** Writes all of {@code tree}; a file that shrinks meanwhile is filled up with zeros. */
    public static void write(MergedTree tree, OutputStream out) throws IOException {
        MergedTar tar = new MergedTar(tree, out);
        Optional<MergedEntry> root = tree.root();
        if (root.isPresent()) {
            tar.below(root.get());
        }
        out.write(new byte[2 * TarHeader.BLOCK]);
    }

    private void below(MergedEntry directory) throws IOException {
        for (MergedEntry entry : tree.list(directory)) {
            FileSystemStat stat = entry.stat();
            if (stat.isDirectory()) {
                byte[] path = Arrays.copyOf(entry.path(), entry.path().length + 1);
                path[path.length - 1] = '/';
                out.write(header(path, '5', entry).bytes());
                below(entry);
            } else if (stat.type() != FileSystemStat.S_IFSOCK) {
                leaf(entry, stat);
            }
        }
    }

    private void leaf(MergedEntry entry, FileSystemStat stat) throws IOException {
        byte[] path = entry.path();
        if (stat.links() > 1) {
            byte[] first = links.putIfAbsent(List.of(stat.device(), stat.inode()), path);
            if (first != null) {
                out.write(header(path, '1', entry).link(first).bytes());
                return;
            }
        }
        switch (stat.type()) {
            case FileSystemStat.S_IFREG -> file(path, entry);
            case FileSystemStat.S_IFLNK ->
                out.write(header(path, '2', entry).link(tree.readLink(entry)).bytes());
            case FileSystemStat.S_IFIFO -> out.write(header(path, '6', entry).bytes());
            default -> {
                char type = stat.type() == FileSystemStat.S_IFCHR ? '3' : '4';
                out.write(header(path, type, entry)
                        .device(FileSystemCalls.major(stat.rdev()), FileSystemCalls.minor(stat.rdev()))
                        .bytes());
            }
        }
    }

    private TarHeader header(byte[] path, char type, MergedEntry entry) {
        FileSystemStat stat = entry.stat();
        TarHeader header = new TarHeader(path, type)
                .mode(stat.permissions())
                .owner(stat.uid(), stat.gid())
                .modified(stat.mtimeSeconds());
        tree.xattrs(entry).forEach(xattr -> header.xattr(xattr.key(), xattr.value()));
        return header;
    }

    private void file(byte[] path, MergedEntry entry) throws IOException {
        try (Fd file = tree.open(entry)) {
            long size = files.stat(file).size();
            out.write(header(path, '0', entry).size(size).bytes());
            long at = 0;
            while (at < size) {
                int wanted = (int) Math.min(BUFFER, size - at);
                int got = files.read(file, buffer, 0, wanted, at);
                if (got == 0) {
                    Arrays.fill(buffer, (byte) 0);
                    got = wanted;
                }
                out.write(buffer, 0, got);
                at += got;
            }
            out.write(new byte[TarHeader.padding(size)]);
        }
    }
}
