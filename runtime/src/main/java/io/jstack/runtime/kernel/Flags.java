package io.jstack.runtime.kernel;

/** Numbers of the kernel's headers, under their names. */
public final class Flags {
    /** sched.h: clone(2), unshare(2), setns(2). */
    public static final int CLONE_FS = 0x200;

    public static final int CLONE_FILES = 0x400;
    public static final int CLONE_NEWNS = 0x20000;
    public static final int CLONE_NEWCGROUP = 0x02000000;
    public static final int CLONE_NEWUTS = 0x04000000;
    public static final int CLONE_NEWIPC = 0x08000000;
    public static final int CLONE_NEWPID = 0x20000000;
    public static final int CLONE_NEWNET = 0x40000000;

    /** linux/mount.h: mount(2). */
    public static final long MS_RDONLY = 1;

    public static final long MS_NODEV = 4;
    public static final long MS_REC = 0x4000;
    public static final long MS_PRIVATE = 1 << 18;
    public static final long MS_SLAVE = 1 << 19;
    public static final long MS_SHARED = 1 << 20;
    public static final int MNT_DETACH = 2;
    public static final int UMOUNT_NOFOLLOW = 8;

    /** linux/mount.h: fsmount(2), mount_setattr(2). */
    public static final long MOUNT_ATTR_RDONLY = 1;

    public static final long MOUNT_ATTR_NOSUID = 2;
    public static final long MOUNT_ATTR_NODEV = 4;
    public static final long MOUNT_ATTR_NOEXEC = 8;
    public static final long MOUNT_ATTR_ATIME = 0x70;
    public static final long MOUNT_ATTR_NOATIME = 0x10;
    public static final long MOUNT_ATTR_STRICTATIME = 0x20;
    public static final long MOUNT_ATTR_NODIRATIME = 0x80;
    public static final long MOUNT_ATTR_NOSYMFOLLOW = 0x200000;

    public static final int AT_EMPTY_PATH = 0x1000;
    public static final int AT_RECURSIVE = 0x8000;
    public static final int OPEN_TREE_CLONE = 1;

    /** linux/prctl.h. */
    public static final int PR_SET_DUMPABLE = 4;

    public static final int PR_SET_KEEPCAPS = 8;
    public static final int PR_CAPBSET_DROP = 24;
    public static final int PR_SET_NO_NEW_PRIVS = 38;
    public static final int PR_CAP_AMBIENT = 47;

    private Flags() {}
}
