package io.jstack.runtime.kernel;

/**
 * What statx(2) says of an open file.
 *
 * @param mode type and permission bits
 * @param deviceMajor of the device a node stands for
 */
public record FileStat(int mode, int uid, int gid, long size, int deviceMajor, int deviceMinor) {
    public static final int S_IFMT = 0170000;
    public static final int S_IFIFO = 0010000;
    public static final int S_IFCHR = 0020000;
    public static final int S_IFDIR = 0040000;
    public static final int S_IFBLK = 0060000;
    public static final int S_IFREG = 0100000;

    private static final int SIZE = 256;
    private static final int INODE = 32;
    private static final int DEVICE = 136;
    private static final int LINKS = 16;
    private static final int STATX_BASIC_STATS = 0x7ff;
    private static final int STATX_NLINK = 0x4;
    private static final int STATFS_SIZE = 120;
    private static final long PROC_SUPER_MAGIC = 0x9fa0;

    public static FileStat of(Fd fd) {
        NativeMemory buffer = statx(fd);
        return new FileStat(
                buffer.getShort(28) & 0xffff,
                buffer.getInt(20),
                buffer.getInt(24),
                buffer.getLong(40),
                buffer.getInt(128),
                buffer.getInt(132));
    }

    /** Whether both are one inode of one file system, however they were reached. */
    public static boolean isSame(Fd one, Fd other) {
        NativeMemory first = statx(one);
        NativeMemory second = statx(other);
        return first.getLong(INODE) == second.getLong(INODE)
                && first.getInt(DEVICE) == second.getInt(DEVICE)
                && first.getInt(DEVICE + 4) == second.getInt(DEVICE + 4);
    }

    /** Whether it is a file of procfs; fstatfs(2). */
    public static boolean isOfProc(Fd fd) {
        NativeMemory buffer = NativeMemory.ofSize(STATFS_SIZE);
        Linux.call(Syscall.FSTATFS, fd, fd, buffer);
        return buffer.getLong(0) == PROC_SUPER_MAGIC;
    }

    /** How many names a file has, 0 for one that is not there: of a directory its own, the one above, and one from each directory in it. */
    public static int links(String path) {
        NativeMemory buffer = NativeMemory.ofSize(SIZE);
        try {
            Linux.call(Syscall.STATX, path, Linux.AT_FDCWD, NativeMemory.ofText(path), 0, STATX_NLINK, buffer);
            return buffer.getInt(LINKS);
        } catch (KernelException e) {
            if (e.errno() == Errno.ENOENT) {
                return 0;
            }
            throw e;
        }
    }

    private static NativeMemory statx(Fd fd) {
        NativeMemory buffer = NativeMemory.ofSize(SIZE);
        Linux.call(Syscall.STATX, fd, fd, NativeMemory.ofText(""), Flags.AT_EMPTY_PATH, STATX_BASIC_STATS, buffer);
        return buffer;
    }

    /** One of the {@code S_IF} constants. */
    public int type() {
        return mode & S_IFMT;
    }

    public boolean isDirectory() {
        return type() == S_IFDIR;
    }
}
