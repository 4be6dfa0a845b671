package io.jstack.runtime.container;

import io.jstack.runtime.LaunchSpec;
import io.jstack.runtime.NetworkNamespace;
import io.jstack.runtime.Prepared;
import io.jstack.runtime.RuntimeError;
import io.jstack.runtime.Stdio;
import io.jstack.runtime.cgroup.Cgroup;
import io.jstack.runtime.cgroup.Cgroups;
import io.jstack.runtime.cgroup.Visitors;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.KernelException;
import io.jstack.runtime.kernel.KernelFile;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.Pid;
import io.jstack.runtime.kernel.Pidfd;
import io.jstack.runtime.kernel.ProgramThread;
import io.jstack.runtime.kernel.SyscallProgram;
import io.jstack.runtime.oci.Mount;
import io.jstack.runtime.oci.Namespace;
import io.jstack.runtime.oci.RuntimeSpec;
import io.jstack.runtime.oci.Seccomp;
import io.jstack.runtime.security.SeccompFilter;
import io.jstack.values.ContainerId;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** The coordinator C of launch.md: starts the mould and its helper, and does from outside what a waiting process needs. */
final class Launcher {
    private final Gates gates;
    private final ExitWatch watch;
    private final ProcMount procMount;
    private final Execs execs;
    private final GroupEndings endings;
    private final Cgroups cgroups;
    private final Set<Protection> protections;
    private final Visitors visitors;

    Launcher(
            Gates gates,
            ExitWatch watch,
            ProcMount procMount,
            Execs execs,
            GroupEndings endings,
            Cgroups cgroups,
            Visitors visitors,
            Set<Protection> protections) {
        this.gates = gates;
        this.watch = watch;
        this.procMount = procMount;
        this.execs = execs;
        this.endings = endings;
        this.cgroups = cgroups;
        this.visitors = visitors;
        this.protections = protections;
    }

    Prepared prepare(LaunchSpec spec) {
        Path mountPoint = spec.directory().resolve("rootfs");
        makeDirectories(mountPoint);
        Gate gate = gates.take();
        String path = spec.oci().linux().cgroupsPath();
        Cgroup group = cgroups.open(path);
        Optional<Pty> pty = Optional.empty();
        try (Descriptors open = new Descriptors()) {
            Remains left = claimGroup(path);
            left.namespace().ifPresent(open::add);
            left.root().ifPresent(open::add);
            pty = terminal(spec);
            pty.ifPresent(made -> open.add(made.devpts()));
            Descent.giveTo(spec.oci().process().user().uid(), spec.stdio());
            Optional<byte[]> filter = spec.oci().linux().seccomp().map(s -> filter(s, protections));
            LaunchProgram program =
                    new LaunchProgram(spec, mountPoint, left.root(), gate, pty, filter, open, protections);
            ProgramThread mould = new ProgramThread(
                    "launch",
                    thread -> program.build(
                            thread, () -> left.namespace().orElseGet(() -> open.add(visitors.namespaceOf(group)))));
            mould.start();
            Optional<RuntimeException> refused = limit(group, spec); // while the mould works
            if (!gate.awaitChild(mould.finished())) {
                throw lost(spec, program, mould);
            }
            return atGate(spec, program, mould, gate, pty, group, refused);
        } catch (RuntimeException e) {
            pty.ifPresent(made -> made.master().close());
            gate.close();
            group.remove(GroupEndings.REMOVAL);
            throw e;
        }
    }

    /** A group of the run before, with what that left, or a new one. */
    Remains claimGroup(String path) {
        Optional<Remains> left = endings.claim(path);
        if (left.isEmpty()) {
            // others of a shared pid namespace may be there, whose first process ended while no engine ran
            cgroups.replace(path);
        }
        return left.orElse(Remains.NONE);
    }

    /** The compiled filter, once it is known to let the launch itself pass. */
    static byte[] filter(Seccomp seccomp, Set<Protection> protections) {
        SeccompFilter filter = SeccompFilter.of(seccomp);
        if (protections.contains(Protection.CHECKED_FILTER)) {
            FilterCheck.check(filter);
        }
        return filter.program();
    }

    static void makeDirectories(Path path) {
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Pty> terminal(LaunchSpec spec) {
        if (!(spec.stdio() instanceof Stdio.Terminal terminal)) {
            return Optional.empty();
        }
        RuntimeSpec oci = spec.oci();
        Mount devpts = oci.mounts().stream()
                .filter(mount ->
                        mount.type().equals("devpts") && mount.destination().equals("/dev/pts"))
                .findFirst()
                .orElseThrow(() -> new JstackException(
                        RuntimeError.SPEC_REFUSED, "a terminal without /dev/pts", "mount a devpts there"));
        MountOptions options = MountOptions.of(devpts);
        return Optional.of(Pty.make(
                options.data(),
                options.attributes().set(),
                terminal.size(),
                oci.process().user().uid()));
    }

    static JstackException failed(String doing, ContainerId id, SyscallProgram program) {
        return new JstackException(
                RuntimeError.LAUNCH_FAILED,
                "cannot %s container %s: %s"
                        .formatted(
                                doing,
                                id.shortId(),
                                program.failure()
                                        .map(failure -> failure.asException().getMessage())
                                        .orElse("its process ended before the gate")),
                "");
    }

    /** Why the group does not take its limits; empty when it has them. */
    private static Optional<RuntimeException> limit(Cgroup group, LaunchSpec spec) {
        try {
            group.apply(spec.oci().linux().resources());
            return Optional.empty();
        } catch (RuntimeException refused) {
            return Optional.of(refused);
        }
    }

    /** @param refused why the process must not run: its group did not take its limits */
    private Prepared atGate(
            LaunchSpec spec,
            LaunchProgram program,
            ProgramThread mould,
            Gate gate,
            Optional<Pty> pty,
            Cgroup group,
            Optional<RuntimeException> refused) {
        Pid pid = childOf(mould).orElseThrow(() -> lost(spec, program, mould));
        Fd pidfd = Pidfd.open(pid);
        GatedContainer gated = new GatedContainer(
                spec,
                pid,
                pidfd,
                mould,
                gate,
                program,
                pty.map(Pty::master),
                spec.network() instanceof NetworkNamespace.Host
                        ? Optional.empty()
                        : Optional.of(Linux.open("/proc/" + pid + "/ns/net", Linux.O_RDONLY)),
                watch,
                execs,
                endings,
                group,
                spec.oci()
                        .linux()
                        .namespace(Namespace.Type.CGROUP)
                        .map(own -> Linux.open("/proc/" + pid + "/ns/cgroup", Linux.O_RDONLY)),
                protections);
        try {
            refused.ifPresent(e -> {
                throw e;
            });
            gated.finishedBy(RootCompletion.start(spec, pid, procMount));
            gated.enteredBy(GroupEntry.begin(group, pid));
            if (protections.contains(Protection.OWN_LIMITS)) {
                ProcessLimits.apply(pid, spec.oci().process());
            }
            if (spec.oci()
                    .linux()
                    .namespace(Namespace.Type.PID)
                    .flatMap(Namespace::path)
                    .isPresent()) {
                execs.shared().note(pid);
            }
            return gated;
        } catch (RuntimeException e) {
            gated.kill();
            throw e;
        }
    }

    private JstackException lost(LaunchSpec spec, LaunchProgram program, ProgramThread mould) {
        watch.reapLost(mould, program.spawn());
        mould.close();
        return failed("launch", spec.id(), mould.program());
    }

    /** The mould has exactly one child; none any more where that was killed, and the mould went on and ended. */
    static Optional<Pid> childOf(ProgramThread mould) {
        try {
            String children = KernelFile.read("/proc/self/task/" + mould.tid() + "/children")
                    .strip();
            return children.isEmpty() ? Optional.empty() : Optional.of(new Pid(Integer.parseInt(children)));
        } catch (KernelException e) {
            return Optional.empty();
        }
    }
}
