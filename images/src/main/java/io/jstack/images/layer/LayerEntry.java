package io.jstack.images.layer;

import io.jstack.images.ImageError;
import io.jstack.runtime.kernel.FileSystemCalls;
import io.jstack.values.JstackException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;

/**
 * One entry of a layer's tar, its names and attributes in the bytes they were written with.
 *
 * @param link target of a hard or symbolic link, as written
 * @param xattrs by name; overlayfs's own and those of other machines' security modules are left out
 * @param device number of a device node
 */
record LayerEntry(
        Kind kind,
        RawName name,
        String link,
        int mode,
        int uid,
        int gid,
        long size,
        long seconds,
        int nanos,
        Map<String, byte[]> xattrs,
        long device,
        boolean isSparse) {
    private static final String XATTR = "SCHILY.xattr.";

    enum Kind {
        FILE,
        DIRECTORY,
        SYMLINK,
        HARD_LINK,
        CHARACTER_DEVICE,
        BLOCK_DEVICE,
        FIFO
    }

    static LayerEntry of(TarArchiveEntry header, PaxTap tap) {
        byte[] name = tap.record("GNU.sparse.name")
                .or(() -> tap.record("path"))
                .orElseGet(() -> header.getName().getBytes(StandardCharsets.ISO_8859_1));
        byte[] link =
                tap.record("linkpath").orElseGet(() -> header.getLinkName().getBytes(StandardCharsets.ISO_8859_1));
        Instant modified = header.getLastModifiedTime().toInstant();
        return new LayerEntry(
                kind(header),
                RawName.of(name),
                new String(link, StandardCharsets.ISO_8859_1),
                header.getMode() & 07777,
                id(header.getLongUserId()),
                id(header.getLongGroupId()),
                header.getRealSize(),
                modified.getEpochSecond(),
                modified.getNano(),
                xattrs(tap.records()),
                FileSystemCalls.device(header.getDevMajor(), header.getDevMinor()),
                header.isSparse());
    }

    private static Kind kind(TarArchiveEntry header) {
        if (header.isLink()) {
            return Kind.HARD_LINK;
        }
        if (header.isSymbolicLink()) {
            return Kind.SYMLINK;
        }
        if (header.isCharacterDevice()) {
            return Kind.CHARACTER_DEVICE;
        }
        if (header.isBlockDevice()) {
            return Kind.BLOCK_DEVICE;
        }
        if (header.isFIFO()) {
            return Kind.FIFO;
        }
        return header.isDirectory() ? Kind.DIRECTORY : Kind.FILE;
    }

    /** An id is 32 bits to the kernel, and its last one means "leave as it is" to chown(2). */
    private static int id(long value) {
        if (value < 0 || value >= 0xffff_ffffL) {
            throw new JstackException(
                    ImageError.INVALID_LAYER,
                    "the layer has an owner with the number " + value,
                    "do not use this image, or have it built again");
        }
        return (int) value;
    }

    private static Map<String, byte[]> xattrs(Map<String, byte[]> records) {
        Map<String, byte[]> result = new LinkedHashMap<>();
        records.forEach((key, value) -> {
            if (key.startsWith(XATTR) && Xattrs.travels(key.substring(XATTR.length()))) {
                result.put(key.substring(XATTR.length()), value);
            }
        });
        return result;
    }
}
