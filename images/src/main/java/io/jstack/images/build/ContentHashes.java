package io.jstack.images.build;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.jstack.images.Digest;
import io.jstack.images.layer.MergedEntry;
import io.jstack.images.layer.MergedTree;
import io.jstack.images.layer.Ownership;
import io.jstack.runtime.kernel.FileSystemStat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Digests of files and trees, so that a COPY is known again. A file is read once, until its status change time moves, which no program
 * can set back.
 */
final class ContentHashes {
    private static final int FILES = 50_000;
    private static final int BUFFER = 1 << 16;
    private static final long SETTLED_NANOS = 2_000_000_000L;

    private final Cache<FileVersion, Digest> known =
            Caffeine.newBuilder().maximumSize(FILES).build();

    private record FileVersion(long device, long inode, long size, long ctimeSeconds, int ctimeNanos) {}

    /** Everything about {@code entry} that a copy takes over, but its times; {@code as} is the name it stands under. */
    void add(SourceTree source, MergedEntry entry, String as, Optional<Integer> permissions, MessageDigest into)
            throws IOException {
        add(source, entry, as, permissions, source::isSeen, into);
    }

    /** As {@link #add}, of what {@code wanted} accepts. */
    void add(
            SourceTree source,
            MergedEntry entry,
            String as,
            Optional<Integer> permissions,
            Predicate<MergedEntry> wanted,
            MessageDigest into)
            throws IOException {
        FileSystemStat stat = entry.stat();
        text(into, as);
        text(into, Integer.toOctalString(stat.type() | permissions.orElse(stat.permissions())));
        if (source.owners().equals(Ownership.KEPT)) {
            text(into, stat.uid() + ":" + stat.gid());
        }
        for (MergedTree.Xattr xattr : source.tree().xattrs(entry)) {
            text(into, xattr.key());
            into.update(xattr.value());
        }
        if (stat.isRegular()) {
            text(into, content(source.tree(), entry).hex());
        } else if (stat.isSymlink()) {
            into.update(source.tree().readLink(entry));
        } else if (stat.isDirectory()) {
            for (MergedEntry child : source.tree().list(entry)) {
                if (wanted.test(child)) {
                    add(source, child, as + "/" + child.name(), permissions, wanted, into);
                }
            }
        } else {
            text(into, Long.toString(stat.rdev()));
        }
    }

    private Digest content(MergedTree tree, MergedEntry file) throws IOException {
        FileSystemStat stat = file.stat();
        FileVersion version =
                new FileVersion(stat.device(), stat.inode(), stat.size(), stat.ctimeSeconds(), stat.ctimeNanos());
        Digest before = known.getIfPresent(version);
        if (before != null) {
            return before;
        }
        MessageDigest sha256 = Digest.sha256();
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = tree.stream(file)) {
            for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
                sha256.update(buffer, 0, got);
            }
        }
        Digest digest = Digest.finish(sha256.digest());
        if (isSettled(stat)) {
            known.put(version, digest);
        }
        return digest;
    }

    /** A file written within the clock's last tick could change again without its time changing. */
    private static boolean isSettled(FileSystemStat stat) {
        long changed = stat.ctimeSeconds() * 1_000_000_000L + stat.ctimeNanos();
        return System.currentTimeMillis() * 1_000_000L - changed > SETTLED_NANOS;
    }

    static void text(MessageDigest into, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        into.update((byte) (bytes.length >>> 24));
        into.update((byte) (bytes.length >>> 16));
        into.update((byte) (bytes.length >>> 8));
        into.update((byte) bytes.length);
        into.update(bytes);
    }
}
