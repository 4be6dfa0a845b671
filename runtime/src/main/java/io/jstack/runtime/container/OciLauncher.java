package io.jstack.runtime.container;

import io.jstack.runtime.LaunchSpec;
import io.jstack.runtime.NetworkNamespace;
import io.jstack.runtime.OciBundle;
import io.jstack.runtime.Prepared;
import io.jstack.runtime.RuntimeError;
import io.jstack.runtime.Stdio;
import io.jstack.runtime.cgroup.Cgroup;
import io.jstack.runtime.cgroup.Cgroups;
import io.jstack.runtime.kernel.Calls;
import io.jstack.runtime.kernel.DescriptorSocket;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.Flags;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.Pid;
import io.jstack.runtime.kernel.Pidfd;
import io.jstack.runtime.kernel.ProgramThread;
import io.jstack.runtime.kernel.Register;
import io.jstack.runtime.kernel.Spawn;
import io.jstack.runtime.kernel.Step;
import io.jstack.runtime.kernel.SyscallProgram;
import io.jstack.runtime.oci.Namespace;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Has containers made by an OCI runtime. It is called in a mount namespace of its own, where the layers are mounted: whatever becomes
 * of the engine meanwhile, no mount stays on the host. Network namespace and group are ours, as for every other container.
 */
final class OciLauncher {
    private static final int SIGKILL = 9;

    private final ExitWatch watch;
    private final Execs execs;
    private final GroupEndings endings;
    private final Cgroups cgroups;
    private final Function<String, Remains> claimGroup;
    private final Set<Protection> protections;

    OciLauncher(
            ExitWatch watch,
            Execs execs,
            GroupEndings endings,
            Cgroups cgroups,
            Function<String, Remains> claimGroup,
            Set<Protection> protections) {
        this.watch = watch;
        this.execs = execs;
        this.endings = endings;
        this.cgroups = cgroups;
        this.claimGroup = claimGroup;
        this.protections = protections;
    }

    Prepared prepare(LaunchSpec spec, OciBundle bundle) {
        Path root = spec.directory().resolve("rootfs");
        OciContainer container = new OciContainer(spec.id(), bundle);
        makeDirectories(root);
        makeDirectories(bundle.directory());
        container.delete(); // of a run whose end no engine heard of
        String path = spec.oci().linux().cgroupsPath();
        Cgroup group = cgroups.open(path);
        Optional<Fd> terminal = Optional.empty();
        try (Descriptors open = new Descriptors()) {
            claimGroup.apply(path).close();
            refuseTracers(spec);
            Descent.giveTo(spec.oci().process().user().uid(), spec.stdio());
            OciConfig config = new OciConfig(spec, bundle.directory(), open);
            config.write(root, OciConfig.network(spec.network(), open));
            terminal = create(spec, container, root, config, group, open);
            Pid pid = pid(container);
            return atGate(spec, container, pid, group, terminal);
        } catch (RuntimeException e) {
            terminal.ifPresent(Fd::close);
            container.delete();
            group.kill();
            group.remove(GroupEndings.REMOVAL);
            throw e;
        }
    }

    private void refuseTracers(LaunchSpec spec) {
        Optional<String> joined =
                spec.oci().linux().namespace(Namespace.Type.PID).flatMap(Namespace::path);
        if (joined.isPresent() && protections.contains(Protection.NO_TRACER)) {
            SharedPids.refuseTracerIn(Path.of(joined.get()), "join " + joined.get());
        }
    }

    /** The terminal's master where one was asked for. */
    private Optional<Fd> create(
            LaunchSpec spec, OciContainer container, Path root, OciConfig config, Cgroup group, Descriptors open) {
        List<String> options =
                new ArrayList<>(List.of("--bundle", container.file("").toString()));
        options.addAll(List.of("--pid-file", container.file("pid").toString()));
        Fd bundle = open.add(Linux.open(container.file("").toString(), Linux.O_RDONLY | Linux.O_DIRECTORY));
        if (!(spec.stdio() instanceof Stdio.Terminal)) {
            run(spec, container, options, root, config, group, bundle, open);
            return Optional.empty();
        }
        // by a name in its working directory, for a socket's path has room for 107 bytes
        options.addAll(List.of("--console-socket", OciContainer.CONSOLE));
        try (DescriptorSocket console = DescriptorSocket.listen(bundle, OciContainer.CONSOLE)) {
            run(spec, container, options, root, config, group, bundle, open);
            return Optional.of(console.receive()
                    .orElseThrow(() -> new JstackException(
                            RuntimeError.OCI_RUNTIME_FAILED,
                            "%s sent no terminal for container %s"
                                    .formatted(
                                            container.bundle().runtime(),
                                            spec.id().shortId()),
                            "leave out tty:, or runtime:")));
        }
    }

    private void run(
            LaunchSpec spec,
            OciContainer container,
            List<String> options,
            Path root,
            OciConfig config,
            Cgroup group,
            Fd bundle,
            Descriptors open) {
        Spawn spawn = new Spawn(container.words("create", options.toArray(String[]::new)), OciContainer.ENVIRONMENT);
        try (ProgramThread thread = new ProgramThread("oci-create", self -> {
                    List<Step> steps = new ArrayList<>();
                    steps.add(Calls.unshare(Flags.CLONE_NEWNS | Flags.CLONE_FILES));
                    steps.add(Calls.propagation("/", Flags.MS_REC | Flags.MS_SLAVE));
                    long flags = DeviceNodes.of(spec.oci(), protections) == DeviceNodes.REFUSED ? Flags.MS_NODEV : 0;
                    new OverlaySteps(steps).mount(spec.root(), root, flags, new Register("root"));
                    steps.addAll(config.attaching());
                    // the bundle stands where the gate's directory does for our own
                    new Descent(steps, protections).keep(self, bundle, spec.stdio(), open);
                    spawn.setPath(container.bundle().runtime().toString());
                    spawn.fchdir(Descent.GATE).close(Descent.GATE);
                    steps.add(Calls.spawn(spawn));
                    return new SyscallProgram(steps);
                })
                .start()) {
            thread.join();
            if (thread.program().failure().isPresent()) {
                throw Launcher.failed("create", spec.id(), thread.program());
            }
        } finally {
            spawn.free();
        }
        try (Fd running = Pidfd.open(spawn.pid())) {
            container.created(watch.child(running), () -> {
                Pidfd.signal(running, SIGKILL);
                group.kill();
            });
        }
    }

    private static Pid pid(OciContainer container) {
        try {
            return new Pid(
                    Integer.parseInt(Files.readString(container.file("pid")).strip()));
        } catch (IOException | NumberFormatException e) {
            throw new JstackException(
                    RuntimeError.OCI_RUNTIME_FAILED,
                    "%s did not say which process it made for container %s"
                            .formatted(
                                    container.bundle().runtime(), container.id().shortId()),
                    "leave out runtime:, and jstack makes the container itself",
                    e);
        }
    }

    private Prepared atGate(LaunchSpec spec, OciContainer container, Pid pid, Cgroup group, Optional<Fd> terminal) {
        group.enter(pid); // in hierarchies the runtime does not know as well
        group.apply(spec.oci().linux().resources());
        if (spec.oci()
                .linux()
                .namespace(Namespace.Type.PID)
                .flatMap(Namespace::path)
                .isPresent()) {
            execs.shared().note(pid);
        }
        Fd pidfd = Pidfd.open(pid);
        nameDomain(spec, pidfd);
        Optional<Fd> network = spec.network() instanceof NetworkNamespace.Host
                ? Optional.empty()
                : Optional.of(Linux.open("/proc/" + pid + "/ns/net", Linux.O_RDONLY));
        return new OciPrepared(container, pid, pidfd, terminal, network, group, watch, execs, endings);
    }

    /** Runtimes before version 1.1 of the specification leave a domain name out without a word. */
    private static void nameDomain(LaunchSpec spec, Fd pidfd) {
        String name = spec.oci().domainname();
        if (name.isEmpty() || !OciConfig.hasOwnNames(spec.oci())) {
            return;
        }
        List<Step> steps = List.of(Calls.setns(pidfd, Flags.CLONE_NEWUTS), Calls.setdomainname(name));
        try (ProgramThread thread = new ProgramThread("oci-domain", self -> new SyscallProgram(steps)).start()) {
            thread.join();
            if (thread.program().failure().isPresent()) {
                throw Launcher.failed("name", spec.id(), thread.program());
            }
        }
    }

    private static void makeDirectories(Path path) {
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
