package io.jstack.runtime.container;

import io.jstack.runtime.kernel.Calls;
import io.jstack.runtime.kernel.Errno;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.Flags;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.MountAttributes;
import io.jstack.runtime.kernel.NativeMemory;
import io.jstack.runtime.kernel.OwnTable;
import io.jstack.runtime.kernel.ProgramThread;
import io.jstack.runtime.kernel.Register;
import io.jstack.runtime.kernel.Spawn;
import io.jstack.runtime.kernel.Step;
import io.jstack.runtime.kernel.SyscallProgram;
import io.jstack.runtime.oci.Mount;
import io.jstack.runtime.oci.RuntimeSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The steps of thread B, the mould's helper: it enters the mount namespace while the program waits, mounts the container's {@code
 * /proc}, hides what must not be seen in it, and lets go of the host's tree, which until then lies on top.
 */
final class ProcProgram {
    private static final int HELPER_TARGET = 900;
    private static final long COVERED =
            Flags.MOUNT_ATTR_RDONLY | Flags.MOUNT_ATTR_NOSUID | Flags.MOUNT_ATTR_NODEV | Flags.MOUNT_ATTR_NOEXEC;

    private final List<Step> steps = new ArrayList<>();
    private final Fd root;
    private final Register rootInside = new Register("root");
    private final Register kept = new Register("kept");
    private final NativeMemory helperStatus = NativeMemory.ofSize(Integer.BYTES);

    ProcProgram(Fd root) {
        this.root = root;
    }

    SyscallProgram build(ProgramThread thread, RuntimeSpec oci, Fd mountNamespace, Fd pidNamespace, ProcMount how) {
        steps.add(Calls.unshare(Flags.CLONE_FS));
        steps.add(Calls.setns(mountNamespace, Flags.CLONE_NEWNS));
        steps.add(Calls.openTree(root, Flags.OPEN_TREE_CLONE).into(kept)); // while the table is the engine's
        steps.add(OwnTable.leave());
        steps.add(OwnTable.fetch(thread.finished()).into(thread.finishedInside()));
        steps.add(OwnTable.fetch(root).into(rootInside));
        Register pids = new Register("pids");
        steps.add(OwnTable.fetch(pidNamespace).into(pids));
        Optional<Mount> proc =
                oci.mounts().stream().filter(m -> m.type().equals("proc")).findFirst();
        proc.ifPresent(mount -> mountProc(mount, pids, how));
        // this thread still stands in the host's tree: the container's lies below it
        Register nullDevice = new Register("null");
        steps.add(Calls.open("/dev/null", Linux.O_PATH).into(nullDevice));
        oci.linux().maskedPaths().forEach(path -> mask(path, nullDevice));
        oci.linux().readonlyPaths().forEach(this::makeReadOnly);
        steps.add(Calls.umount2("/", Flags.MNT_DETACH));
        return new SyscallProgram(steps);
    }

    /** Another mount of the root's file system alone, in no namespace; in the engine's table once it is filled. */
    Register kept() {
        return kept;
    }

    private void mountProc(Mount mount, Register pids, ProcMount how) {
        MountOptions options = MountOptions.of(mount);
        Register place = new Register("proc");
        steps.add(Calls.openInRoot(rootInside, "proc", Linux.O_PATH | Linux.O_DIRECTORY)
                .into(place));
        if (how == ProcMount.BY_HELPER) {
            helper(mount, pids, place);
            return;
        }
        Register context = new Register("proc-context");
        Register made = new Register("proc-mount");
        steps.add(Calls.fsopen("proc").into(context));
        steps.add(Calls.fsconfig(context, "source=proc"));
        steps.add(Calls.fsconfig(context, "pidns", pids));
        options.data().forEach(option -> steps.add(Calls.fsconfig(context, option)));
        steps.add(Calls.fsconfigCreate(context));
        steps.add(Calls.fsmount(context, options.attributes().set()).into(made));
        steps.add(Calls.moveMount(made, place));
    }

    /** Before 6.17 procfs shows the mounter's own pid namespace: a process inside must mount it, and it sees the host's tree still. */
    private void helper(Mount proc, Register pids, Register place) {
        String options = proc.options().isEmpty() ? "defaults" : String.join(",", proc.options());
        Spawn mount = new Spawn(
                List.of("mount", "-n", "-c", "-t", "proc", "-o", options, "proc", "/proc/self/fd/" + HELPER_TARGET),
                List.of("PATH=/usr/sbin:/usr/bin:/sbin:/bin"));
        mount.setPath("/bin/mount");
        Register pid = new Register("mount-pid");
        steps.add(Calls.setns(pids, Flags.CLONE_NEWPID));
        steps.add(Calls.dup(place, HELPER_TARGET));
        steps.add(Calls.spawn(mount).into(pid));
        steps.add(Calls.waitFor(pid, helperStatus));
    }

    /** Whether the helper, where one ran, mounted it. */
    boolean helperDidWell() {
        return helperStatus.getInt(0) == 0;
    }

    private void mask(String path, Register nullDevice) {
        Register directory = new Register("masked-directory");
        Register file = new Register("masked-file");
        Register context = new Register("cover-context");
        Register cover = new Register("cover");
        steps.add(Calls.openInRoot(rootInside, path, Linux.O_PATH | Linux.O_DIRECTORY)
                .into(directory)
                .allowing(Errno.ENOENT, Errno.ENOTDIR));
        steps.add(Calls.fsopen("tmpfs").into(context).when(directory));
        steps.add(Calls.fsconfigCreate(context));
        steps.add(Calls.fsmount(context, COVERED).into(cover));
        steps.add(Calls.moveMount(cover, directory));
        steps.add(Calls.openInRoot(rootInside, path, Linux.O_PATH)
                .into(file)
                .allowing(Errno.ENOENT, Errno.ENOTDIR)
                .unless(directory));
        steps.add(Calls.openTree(nullDevice, Flags.OPEN_TREE_CLONE).into(cover).when(file));
        // through a writable bind a chmod of the masked file would be one of the host's /dev/null
        steps.add(Calls.mountSetattr(cover, 0, DeviceSteps.BOUND).when(file));
        steps.add(Calls.moveMount(cover, file));
    }

    private void makeReadOnly(String path) {
        Register place = new Register("read-only-place");
        Register tree = new Register("read-only");
        steps.add(Calls.openInRoot(rootInside, path, Linux.O_PATH).into(place).allowing(Errno.ENOENT, Errno.ENOTDIR));
        steps.add(Calls.openTree(place, Flags.OPEN_TREE_CLONE | Flags.AT_RECURSIVE)
                .into(tree));
        steps.add(Calls.mountSetattr(tree, Flags.AT_RECURSIVE, MountAttributes.READ_ONLY));
        steps.add(Calls.moveMount(tree, place));
    }
}
