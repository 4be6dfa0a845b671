package io.jstack.runtime.kernel;

/**
 * What statx(2) says of one file, links not followed.
 *
 * @param mode type and permission bits, {@code st_mode}
 * @param size in bytes
 * @param blocks 512-byte blocks in use: less than {@code size} asks for where the file has holes
 * @param rdev a device node's own number, {@code makedev(major, minor)}
 * @param mtimeSeconds since the epoch
 * @param mtimeNanos within the second
 */
public record FileSystemStat(
        int mode,
        int uid,
        int gid,
        int links,
        long inode,
        long device,
        long rdev,
        long size,
        long blocks,
        long mtimeSeconds,
        int mtimeNanos,
        long ctimeSeconds,
        int ctimeNanos) {
    public static final int S_IFMT = 0170000;
    public static final int S_IFREG = 0100000;
    public static final int S_IFDIR = 0040000;
    public static final int S_IFLNK = 0120000;
    public static final int S_IFCHR = 0020000;
    public static final int S_IFBLK = 0060000;
    public static final int S_IFIFO = 0010000;
    public static final int S_IFSOCK = 0140000;

    /** {@code S_IFREG} and its like. */
    public int type() {
        return mode & S_IFMT;
    }

    public boolean isRegular() {
        return type() == S_IFREG;
    }

    public boolean isDirectory() {
        return type() == S_IFDIR;
    }

    public boolean isSymlink() {
        return type() == S_IFLNK;
    }

    /** The permission bits with set-user-ID, set-group-ID and sticky. */
    public int permissions() {
        return mode & 07777;
    }
}
