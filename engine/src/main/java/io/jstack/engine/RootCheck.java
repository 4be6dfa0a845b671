package io.jstack.engine;

import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.FileSystemCalls;
import io.jstack.runtime.kernel.FileSystemStat;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.Syscall;
import io.jstack.values.JstackException;
import java.util.concurrent.CompletableFuture;

/**
 * Whether this process's root is the root of its mount namespace. In a chroot(2) it is not: there setns(2) into a container's mount
 * namespace would land in what lies outside the chroot, and an exec would see the host's files instead of the container's.
 */
final class RootCheck {
    private static final int CLONE_FS = 0x200;
    private static final int CLONE_NEWNS = 0x20000;

    private RootCheck() {}

    static void require() {
        // first of all here: every class is loaded before the probe's paths may mean another tree
        FileSystemStat own = root();
        CompletableFuture<FileSystemStat> outermost = new CompletableFuture<>();
        Thread probe = new Thread(
                () -> {
                    // the very step an exec takes, into our own namespace
                    try (Fd namespace = Linux.open("/proc/self/ns/mnt", Linux.O_RDONLY)) {
                        Linux.call(Syscall.UNSHARE, "CLONE_FS", CLONE_FS);
                        Linux.call(Syscall.SETNS, "own mount namespace", namespace, CLONE_NEWNS);
                        outermost.complete(root());
                    } catch (RuntimeException | LinkageError e) {
                        outermost.completeExceptionally(e);
                    }
                },
                "root-check");
        probe.start();
        FileSystemStat reached = outermost.join();
        if (own.device() != reached.device() || own.inode() != reached.inode()) {
            throw new JstackException(
                    EngineError.IN_A_CHROOT,
                    "this is a chroot, where a process that joins a container would land outside of it",
                    "enter the directory with pivot_root, or run it as a container: docker run --privileged");
        }
    }

    private static FileSystemStat root() {
        try (Fd root = Linux.open("/", Linux.O_PATH | Linux.O_DIRECTORY)) {
            return new FileSystemCalls().stat(root);
        }
    }
}
