package io.jstack.runtime.container;

import io.jstack.runtime.kernel.Calls;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.FileStat;
import io.jstack.runtime.kernel.Flags;
import io.jstack.runtime.kernel.KernelException;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.MountAttributes;
import io.jstack.runtime.kernel.MountTree;
import io.jstack.runtime.kernel.Pid;
import io.jstack.runtime.kernel.ProgramThread;
import io.jstack.runtime.kernel.Register;
import io.jstack.runtime.kernel.SafePath;
import io.jstack.runtime.kernel.Step;
import io.jstack.runtime.kernel.SyscallProgram;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A file of the host that is bound into a running container, and can be exchanged for another in one step. A file that is written while
 * somebody reads it shows him a mix: Linux orders no read(2) with a write(2), not even within a page. Two files do not mix: whoever opens
 * the place gets one of them, and keeps it.
 */
final class BoundFile {
    /**
     * move_mount(2) puts the new file beneath the old one, which is then taken off. Before Linux 6.5 it goes on top, and the old ones
     * below it stay until the container is started again.
     */
    private static final boolean BENEATH = ProcMount.KernelVersion.ofHost().isAtLeast(6, 5);

    private final Path destination;

    /** @param destination where, absolute in the container */
    BoundFile(String destination) {
        this.destination = Path.of(destination);
    }

    /**
     * Exchanges them; false where {@code before} is not what the container has there, because it mounted or unmounted something itself.
     *
     * @param before as it was bound
     */
    boolean exchange(Pid init, Fd pidfd, Path before, Path after) {
        try (Fd root = Linux.open("/proc/" + init + "/root", Linux.O_PATH | Linux.O_DIRECTORY);
                Fd there = SafePath.open(root, destination.toString(), Linux.O_PATH);
                Fd known = Linux.open(before.toString(), Linux.O_PATH | Linux.O_NOFOLLOW);
                Fd fresh = Linux.open(after.toString(), Linux.O_PATH | Linux.O_NOFOLLOW);
                Fd tree = MountTree.cloneOf(fresh, false)) {
            if (!FileStat.isSame(there, known)) {
                return false;
            }
            MountTree.change(tree, false, new MountAttributes(0, 0, Flags.MS_PRIVATE));
            try (ProgramThread thread = new ProgramThread("bound-file", t -> program(pidfd, tree)).start()) {
                thread.join();
                thread.program().failure().ifPresent(failure -> {
                    throw failure.asException();
                });
            }
            return true;
        } catch (KernelException e) {
            System.getLogger("runtime")
                    .log(System.Logger.Level.WARNING, "file not exchanged  place={0} cause=\"{1}\"", destination, e);
            return false;
        }
    }

    private SyscallProgram program(Fd pidfd, Fd tree) {
        String name = Objects.requireNonNull(destination.getFileName()).toString();
        Register root = new Register("root");
        Register folder = new Register("folder");
        Register file = new Register("file");
        List<Step> steps = new ArrayList<>();
        steps.add(Calls.unshare(Flags.CLONE_FS | Flags.CLONE_FILES));
        steps.add(Calls.setns(pidfd, Flags.CLONE_NEWNS));
        steps.add(Calls.open("/", Linux.O_PATH | Linux.O_DIRECTORY).into(root));
        // a name that is a mount point can be neither renamed nor removed in its own mount namespace: from here on it
        // stays what it is
        steps.add(Calls.openInRoot(
                        root,
                        Objects.requireNonNull(destination.getParent()).toString(),
                        Linux.O_PATH | Linux.O_DIRECTORY)
                .into(folder));
        steps.add(Calls.fchdir(folder));
        steps.add(Calls.openAt(folder, name, Linux.O_PATH | Linux.O_NOFOLLOW, 0).into(file));
        if (BENEATH) {
            steps.add(Calls.moveMountBeneath(tree, file));
            steps.add(Calls.umount2(name, Flags.MNT_DETACH | Flags.UMOUNT_NOFOLLOW));
        } else {
            steps.add(Calls.moveMount(tree, file));
        }
        return new SyscallProgram(steps);
    }
}
