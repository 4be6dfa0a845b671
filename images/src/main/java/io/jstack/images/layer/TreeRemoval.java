package io.jstack.images.layer;

import io.jstack.runtime.kernel.Errno;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.FileSystemCalls;
import io.jstack.runtime.kernel.KernelException;
import io.jstack.runtime.kernel.Linux;
import java.nio.file.Path;

/** Removes whole trees below a descriptor; a link in them is removed, never followed, and no mount is entered. */
public final class TreeRemoval {
    private static final int RESOLVE_NO_XDEV = 0x01;

    private TreeRemoval() {}

    /** Removes {@code tree} and all below; nothing there is no error. */
    public static void remove(Path tree) {
        Path parent = tree.toAbsolutePath().getParent();
        Path name = tree.getFileName();
        if (parent == null || name == null) {
            throw new IllegalArgumentException("not removing " + tree);
        }
        try (Fd directory = Linux.open(parent.toString(), Linux.O_PATH | Linux.O_DIRECTORY)) {
            FileSystemCalls files = new FileSystemCalls();
            byte[] entry = name.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
            if (files.find(directory, entry).isPresent()) {
                remove(files, directory, entry);
            }
        }
    }

    static void remove(FileSystemCalls files, Fd parent, byte[] name) {
        try {
            files.unlink(parent, name);
            return;
        } catch (KernelException e) {
            if (e.errno() != Errno.EISDIR && e.errno() != Errno.EPERM) {
                throw e;
            }
        }
        int resolve = FileSystemCalls.RESOLVE_BENEATH | FileSystemCalls.RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV;
        try (Fd directory = files.open(parent, name, Linux.O_RDONLY | Linux.O_DIRECTORY, 0, resolve)) {
            for (FileSystemCalls.Entry entry : files.list(directory)) {
                if (entry.isDirectory()) {
                    remove(files, directory, entry.name());
                } else {
                    files.unlink(directory, entry.name());
                }
            }
        }
        files.rmdir(parent, name);
    }
}
