package io.jstack.runtime.container;

import io.jstack.runtime.LaunchSpec;
import io.jstack.runtime.kernel.Calls;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.Flags;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.MountAttributes;
import io.jstack.runtime.kernel.ProgramThread;
import io.jstack.runtime.kernel.Register;
import io.jstack.runtime.kernel.Spawn;
import io.jstack.runtime.kernel.Step;
import io.jstack.runtime.kernel.SyscallProgram;
import io.jstack.runtime.oci.Mount;
import io.jstack.runtime.oci.Namespace;
import io.jstack.runtime.oci.ProcessSpec;
import io.jstack.runtime.oci.RuntimeSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The steps of thread A, the container's mould (launch.md): it leaves the host's namespaces, builds the root, moves into it, becomes
 * the container's user and spawns the program, whose process waits at the gate.
 */
final class LaunchProgram {
    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW_CLOEXEC = 3 | Linux.O_CLOEXEC;

    private final LaunchSpec spec;
    private final Path mountPoint;
    private final Optional<Fd> standingRoot;
    private final Gate gate;
    private final Optional<Pty> pty;
    private final Descriptors open;
    private final Optional<byte[]> filter;
    private final Set<Protection> protections;
    private final List<Step> steps = new ArrayList<>();
    private final Register netlink = new Register("netlink");
    private final Register root = new Register("root");
    private final Spawn spawn;

    /** @param standingRoot the overlay of the run before */
    LaunchProgram(
            LaunchSpec spec,
            Path mountPoint,
            Optional<Fd> standingRoot,
            Gate gate,
            Optional<Pty> pty,
            Optional<byte[]> filter,
            Descriptors open,
            Set<Protection> protections) {
        this.spec = spec;
        this.mountPoint = mountPoint;
        this.standingRoot = standingRoot;
        this.gate = gate;
        this.pty = pty;
        this.open = open;
        this.filter = filter;
        this.protections = protections;
        this.spawn = new Spawn(spec.oci().process().args(), spec.oci().process().env());
    }

    SyscallProgram build(ProgramThread thread, Supplier<Fd> cgroupNamespace) {
        RuntimeSpec oci = spec.oci();
        DeviceNodes nodes = DeviceNodes.of(oci, protections);
        Namespaces namespaces = new Namespaces(oci.linux(), spec.network(), protections);
        steps.addAll(namespaces.enter(open));
        if (!namespaces.isNetworkOfHost()) {
            // it stays in that network wherever it is used; opened before the table is this thread's own
            steps.add(Calls.socket(AF_NETLINK, SOCK_RAW_CLOEXEC, 0).into(netlink));
        }
        steps.add(Calls.unshare(Flags.CLONE_FILES));
        steps.add(Calls.umask(0));
        // slave, not private: what the host unmounts later leaves the container too
        steps.add(Calls.propagation("/", Flags.MS_REC | Flags.MS_SLAVE));
        OverlaySteps overlay = new OverlaySteps(steps);
        standingRoot.ifPresentOrElse(
                standing -> overlay.attach(standing, mountPoint, root),
                () -> overlay.mount(spec.root(), mountPoint, nodes == DeviceNodes.REFUSED ? Flags.MS_NODEV : 0, root));
        names(oci, namespaces);
        steps.addAll(SecurityLabels.of(oci.process()));
        steps.addAll(Sysctls.of(oci.linux().sysctl(), namespaces));
        if (namespaces.isFresh(Namespace.Type.CGROUP)) {
            steps.add(Calls.setns(cgroupNamespace.get(), Flags.CLONE_NEWCGROUP));
        }
        fill(oci, nodes, namespaces.isFresh(Namespace.Type.CGROUP) ? oci.linux().cgroupsPath() : "/");
        steps.add(Calls.fchdir(root));
        steps.add(Calls.pivotRoot(".", ".")); // the old root stays on top, for the helper thread
        steps.add(Calls.chdir("/"));
        new Descent(steps, protections).keep(thread, gate.directory(), spec.stdio(), open);
        steps.addAll(IdentitySteps.of(oci.process(), filter, protections));
        spawn(oci.process());
        return new SyscallProgram(steps);
    }

    private void names(RuntimeSpec oci, Namespaces namespaces) {
        if (!namespaces.isFresh(Namespace.Type.UTS)) {
            return; // the host's name, or that of the container whose namespace is joined
        }
        if (!oci.hostname().isEmpty()) {
            steps.add(Calls.sethostname(oci.hostname()));
        }
        if (!oci.domainname().isEmpty()) {
            steps.add(Calls.setdomainname(oci.domainname()));
        }
    }

    private void fill(RuntimeSpec oci, DeviceNodes nodes, String groupRoot) {
        Target target = new Target(root, steps, protections);
        MountSteps mounts = new MountSteps(steps, target, open, groupRoot, nodes);
        oci.mounts().forEach(mount -> mounts.add(mount, pty));
        if (oci.mounts().stream().anyMatch(LaunchProgram::isOwnDev)) {
            new DeviceSteps(steps, target, open, protections).add(oci.linux().devices(), pty);
        }
        target.directory(oci.process().cwd());
        if (oci.root().readonly()) {
            steps.add(Calls.mountSetattr(root, 0, MountAttributes.READ_ONLY));
        }
    }

    private static boolean isOwnDev(Mount mount) {
        return mount.destination().equals("/dev") && mount.type().equals("tmpfs");
    }

    private void spawn(ProcessSpec process) {
        if (pty.isPresent()) {
            // the first open by a session leader makes it the controlling terminal
            spawn.open(0, "/dev/pts/" + pty.get().number(), Linux.O_RDWR)
                    .dup2(0, 1)
                    .dup2(0, 2);
        }
        Gate.stopAt(spawn, process.cwd(), protections);
        steps.add(Calls.spawn(spawn));
    }

    /** The inner netlink socket, filled while the program runs; empty on the host's network. */
    Register netlink() {
        return netlink;
    }

    Spawn spawn() {
        return spawn;
    }
}
