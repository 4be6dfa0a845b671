package io.jstack.runtime.kernel;

import java.nio.file.Path;

/**
 * A directory whose subdirectories have nothing to do with each other: chattr(1)'s {@code T}. ext4 then looks for room for each of them in
 * another block group (Orlov allocator). Without a journal it skips inodes that were deleted within the last minutes, one by one, each
 * time it makes a file in their group: who starts and removes containers all day would make all new ones there.
 */
public final class TopDirectory {
    private static final long FS_IOC_GETFLAGS = 0x80086601L;
    private static final long FS_IOC_SETFLAGS = 0x40086602L;
    private static final int FS_TOPDIR_FL = 0x00020000;

    private TopDirectory() {}

    /**
     * Marks an existing directory, until it is removed. It is a hint: a file system without such a mark goes on as before.
     *
     * @return whether it is marked now
     */
    public static boolean mark(Path directory) {
        try (Fd opened = Linux.open(directory.toString(), Linux.O_RDONLY | Linux.O_DIRECTORY)) {
            NativeMemory flags = NativeMemory.ofSize(Long.BYTES);
            Linux.ioctl(opened, FS_IOC_GETFLAGS, flags);
            Linux.ioctl(opened, FS_IOC_SETFLAGS, flags.putInt(0, flags.getInt(0) | FS_TOPDIR_FL));
            return true;
        } catch (KernelException e) {
            return false;
        }
    }
}
