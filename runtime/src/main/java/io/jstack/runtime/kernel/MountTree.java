package io.jstack.runtime.kernel;

import java.util.List;

/** Mounts that are attached nowhere yet: open_tree(2), fsopen(2), fsmount(2). They vanish with their descriptor. */
public final class MountTree {
    private static final int FSCONFIG_SET_FLAG = 0;
    private static final int FSCONFIG_SET_STRING = 1;
    private static final int FSCONFIG_CMD_CREATE = 6;

    private static final int MOVE_MOUNT_F_EMPTY_PATH = 4;
    private static final int MOVE_MOUNT_T_EMPTY_PATH = 0x40;
    private static final int UMOUNT_NOFOLLOW = 8;

    private MountTree() {}

    /** A copy of the mount at {@code place}, with {@code recursive} also of those below it. */
    public static Fd cloneOf(Fd place, boolean recursive) {
        int flags = Flags.OPEN_TREE_CLONE | Flags.AT_EMPTY_PATH | Linux.O_CLOEXEC;
        return Linux.callForFd(
                Syscall.OPEN_TREE,
                place,
                place,
                NativeMemory.ofText(""),
                recursive ? flags | Flags.AT_RECURSIVE : flags);
    }

    /** A copy of the mount in which the directory lies, from there on. */
    public static Fd cloneAt(String directory) {
        return Linux.callForFd(
                Syscall.OPEN_TREE,
                directory,
                Linux.AT_FDCWD,
                NativeMemory.ofText(directory),
                Flags.OPEN_TREE_CLONE | Linux.O_CLOEXEC);
    }

    /** mount_setattr(2) on a detached mount. */
    public static void change(Fd tree, boolean recursive, MountAttributes attributes) {
        Linux.call(
                Syscall.MOUNT_SETATTR,
                attributes,
                tree,
                NativeMemory.ofText(""),
                recursive ? Flags.AT_EMPTY_PATH | Flags.AT_RECURSIVE : Flags.AT_EMPTY_PATH,
                attributes.toNative(),
                MountAttributes.SIZE);
    }

    /** move_mount(2): hangs it where {@code place} is, a directory on a directory. */
    public static void attach(Fd tree, Fd place) {
        Linux.call(
                Syscall.MOVE_MOUNT,
                place,
                tree,
                NativeMemory.ofText(""),
                place,
                NativeMemory.ofText(""),
                MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH);
    }

    /** umount2(2), lazily, links not followed: what is open or cloned lives on. False where nothing is mounted. */
    public static boolean detach(String place) {
        long result = Linux.raw(Syscall.UMOUNT2, NativeMemory.ofText(place), Flags.MNT_DETACH | UMOUNT_NOFOLLOW);
        if (result == -Errno.EINVAL.number() || result == -Errno.ENOENT.number()) {
            return false;
        }
        if (result < 0) {
            throw new KernelException(Errno.of((int) -result), "umount2", place);
        }
        return true;
    }

    /**
     * A new file system.
     *
     * @param options {@code key=value} or a bare word, at most 255 bytes each
     * @param attributes MOUNT_ATTR_*
     */
    public static Fd make(String type, List<String> options, long attributes) {
        try (Fd context = Linux.callForFd(Syscall.FSOPEN, type, NativeMemory.ofText(type), 1)) {
            for (String option : options) {
                int equals = option.indexOf('=');
                Object value = equals < 0 ? 0 : NativeMemory.ofText(option.substring(equals + 1));
                String key = equals < 0 ? option : option.substring(0, equals);
                int command = equals < 0 ? FSCONFIG_SET_FLAG : FSCONFIG_SET_STRING;
                Linux.call(Syscall.FSCONFIG, option, context, command, NativeMemory.ofText(key), value, 0);
            }
            Linux.call(Syscall.FSCONFIG, type, context, FSCONFIG_CMD_CREATE, 0, 0, 0);
            return Linux.callForFd(Syscall.FSMOUNT, type, context, 1, attributes);
        }
    }
}
