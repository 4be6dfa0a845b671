package io.jstack.runtime.container;

import io.jstack.runtime.RuntimeError;
import io.jstack.runtime.kernel.Calls;
import io.jstack.runtime.kernel.Errno;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.FileStat;
import io.jstack.runtime.kernel.Flags;
import io.jstack.runtime.kernel.KernelException;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.MountAttributes;
import io.jstack.runtime.kernel.MountTree;
import io.jstack.runtime.kernel.Register;
import io.jstack.runtime.kernel.Step;
import io.jstack.runtime.oci.Mount;
import io.jstack.values.JstackException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The mounts of a container's record, in its order. Sources are cloned by the engine beforehand, in the host's mount namespace, and only
 * attached inside; targets are descriptors, so nothing an image plants on the way is followed out of the root.
 */
final class MountSteps {
    private final List<Step> steps;
    private final Target target;
    private final Descriptors open;

    /** Where the container's cgroup namespace has its root, in each hierarchy. */
    private final String groupRoot;

    /** MOUNT_ATTR_NODEV, or 0 where the container may open nodes it made. */
    private final long nodes;

    MountSteps(List<Step> steps, Target target, Descriptors open, String groupRoot, DeviceNodes nodes) {
        this.groupRoot = groupRoot;
        this.steps = steps;
        this.target = target;
        this.open = open;
        this.nodes = nodes == DeviceNodes.OPENED ? 0 : Flags.MOUNT_ATTR_NODEV;
    }

    void add(Mount mount, Optional<Pty> pty) {
        refuseUnder(mount, "/proc");
        switch (mount.type()) {
            case "proc" -> target.directory(mount.destination()); // mounted by the helper thread, when pid 1 exists
            case "bind" -> bind(mount);
            case "devpts" -> devpts(mount, pty);
            case "cgroup", "cgroup2" -> new CgroupMounts(steps, target, open, groupRoot).add(mount);
            case "tmpfs", "sysfs", "mqueue" -> fileSystem(mount.type(), mount);
            default ->
                throw new JstackException(
                        RuntimeError.SPEC_REFUSED,
                        "mount %s: file system %s is not offered".formatted(mount.destination(), mount.type()),
                        "mount it on the host and bind it");
        }
    }

    /** What lies below /proc would be covered by it, or, worse, redirect what programs trust (CVE-2019-16884). */
    private static void refuseUnder(Mount mount, String place) {
        Path destination = Path.of(mount.destination());
        if (!destination.equals(destination.normalize())) {
            throw refused(mount, "its destination is not a plain path", "a destination without . and ..");
        }
        boolean isProc = mount.type().equals("proc");
        if (isProc != destination.equals(Path.of(place)) || (!isProc && destination.startsWith(place))) {
            throw refused(
                    mount, place + " holds the container's own processes and nothing else", "another destination");
        }
        if (destination.equals(Path.of("/"))) {
            throw refused(mount, "the root is the overlay", "another destination");
        }
    }

    static JstackException refused(Mount mount, String why, String remedy) {
        return new JstackException(
                RuntimeError.SPEC_REFUSED, "cannot mount %s: %s".formatted(mount.destination(), why), remedy);
    }

    private void bind(Mount mount) {
        MountOptions options = MountOptions.of(mount);
        Fd source = openSource(mount);
        Fd tree = open.add(MountTree.cloneOf(source, options.recursive()));
        // the flags hold for the mount itself as with mount(8), the propagation for what is below as well
        MountAttributes flags = new MountAttributes(
                options.attributes().set(), options.attributes().clear(), 0);
        if (!flags.changesNothing()) {
            MountTree.change(tree, false, flags);
        }
        MountTree.change(
                tree,
                options.recursive(),
                new MountAttributes(0, 0, options.attributes().propagation()));
        Register place = FileStat.of(source).isDirectory()
                ? target.directory(mount.destination())
                : target.file(mount.destination());
        steps.add(Calls.moveMount(tree, place));
    }

    private Fd openSource(Mount mount) {
        try {
            return open.add(Linux.open(mount.source(), Linux.O_PATH));
        } catch (KernelException e) {
            if (e.errno() == Errno.ENOENT || e.errno() == Errno.ENOTDIR) {
                throw refused(mount, "its source " + mount.source() + " does not exist", "make it first");
            }
            throw e;
        }
    }

    /** Made by the engine, so that it can open the terminal's master before the container exists. */
    private void devpts(Mount mount, Optional<Pty> pty) {
        Register place = target.directory(mount.destination());
        if (pty.isPresent()) {
            steps.add(Calls.moveMount(pty.get().devpts(), place));
        } else {
            MountOptions options = MountOptions.of(mount);
            Fd devpts = open.add(MountTree.make(
                    "devpts", options.data(), options.attributes().set()));
            steps.add(Calls.moveMount(devpts, place));
        }
    }

    /** Made inside: sysfs shows the network namespace of who mounts it, mqueue the IPC namespace. */
    private void fileSystem(String type, Mount mount) {
        MountOptions options = MountOptions.of(mount);
        Register place = target.directory(mount.destination());
        // a tmpfs is where a container could make device nodes of its own: only a privileged one may open them
        long attributes = options.attributes().set() | (type.equals("tmpfs") ? nodes : 0);
        Register context = new Register(type);
        Register made = new Register(type + "-mount");
        steps.add(Calls.fsopen(type).into(context));
        if (!mount.source().isEmpty()) {
            steps.add(Calls.fsconfig(context, "source=" + mount.source()));
        }
        options.data().forEach(option -> steps.add(Calls.fsconfig(context, option)));
        steps.add(Calls.fsconfigCreate(context));
        steps.add(Calls.fsmount(context, attributes).into(made));
        steps.add(Calls.moveMount(made, place));
    }
}
