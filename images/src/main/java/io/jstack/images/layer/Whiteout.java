package io.jstack.images.layer;

import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.FileSystemCalls;
import io.jstack.runtime.kernel.FileSystemStat;
import java.nio.charset.StandardCharsets;

/**
 * "Gone from here on", in its two spellings: {@code .wh.NAME} in a tar (OCI image spec, layer.md), a character device 0/0 in overlayfs;
 * and "nothing from below": {@code .wh..wh..opq}, or the attribute {@code trusted.overlay.opaque} (Linux, filesystems/overlayfs.rst).
 */
final class Whiteout {
    static final String PREFIX = ".wh.";
    static final String OPAQUE = ".wh..wh..opq";
    /** Reserved by AUFS for itself: never a whiteout of {@code .wh.…}. */
    static final String META = ".wh..wh.";

    private static final String OPAQUE_XATTR = "trusted.overlay.opaque";
    private static final byte[] YES = {'y'};

    private Whiteout() {}

    static boolean is(FileSystemStat stat) {
        return stat.type() == FileSystemStat.S_IFCHR && stat.rdev() == 0;
    }

    static void make(FileSystemCalls files, Fd directory, byte[] name) {
        files.mknod(directory, name, FileSystemStat.S_IFCHR, 0);
    }

    static void makeOpaque(FileSystemCalls files, Fd parent, byte[] name) {
        files.setXattr(parent, name, OPAQUE_XATTR, YES);
    }

    static boolean isOpaque(FileSystemCalls files, Fd parent, byte[] name) {
        return files.getXattr(parent, name, OPAQUE_XATTR)
                .map(value -> new String(value, StandardCharsets.US_ASCII).equals("y"))
                .orElse(false);
    }
}
