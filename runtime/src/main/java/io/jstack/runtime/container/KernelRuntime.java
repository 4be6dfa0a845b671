package io.jstack.runtime.container;

import io.jstack.runtime.ContainerHandle;
import io.jstack.runtime.ContainerRuntime;
import io.jstack.runtime.LaunchSpec;
import io.jstack.runtime.OciBundle;
import io.jstack.runtime.OverlayRoot;
import io.jstack.runtime.Prepared;
import io.jstack.runtime.RestingRoot;
import io.jstack.runtime.RestingSpec;
import io.jstack.runtime.RunningContainer;
import io.jstack.runtime.RuntimeError;
import io.jstack.runtime.RuntimeSettings;
import io.jstack.runtime.cgroup.Cgroups;
import io.jstack.runtime.cgroup.Visitors;
import io.jstack.runtime.kernel.Flags;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.Syscall;
import io.jstack.runtime.kernel.SyscallProgram;
import io.jstack.runtime.oci.User;
import io.jstack.values.ContainerId;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** The runtime on this host's kernel. */
public final class KernelRuntime implements ContainerRuntime {
    /** How long an ended run's group stands for the next. */
    private static final Duration STANDING = Duration.ofSeconds(1);

    private final Gates gates;
    private final ExitWatch watch;
    private final GroupMoves moves;
    private final Visitors visitors;
    private final Launcher launcher;
    private final OciLauncher ociLauncher;
    private final Adoption adoption;
    private final OrphanSweep orphans;

    private final Cgroups cgroups;
    private final GroupEndings endings;

    private KernelRuntime(
            Path gates,
            ExitWatch watch,
            ProcMount procMount,
            Cgroups cgroups,
            GroupMoves moves,
            Set<Protection> protections) {
        this.moves = moves;
        this.gates = new Gates(gates);
        Execs execs = new Execs(this.gates, watch, protections);
        this.watch = watch;
        this.cgroups = cgroups;
        this.endings = new GroupEndings(cgroups.parent(), STANDING);
        this.visitors = new Visitors(cgroups, watch::reap);
        this.launcher = new Launcher(this.gates, watch, procMount, execs, endings, cgroups, visitors, protections);
        this.ociLauncher = new OciLauncher(watch, execs, endings, cgroups, launcher::claimGroup, protections);
        this.adoption = new Adoption(watch, execs, endings, cgroups);
        this.orphans = new OrphanSweep(gates);
    }

    public static KernelRuntime boot(RuntimeSettings settings) {
        return boot(settings, Protection.all(), ProcMount.ofHost());
    }

    /** For tests, which see what happens without a protection, and on an older kernel. */
    static KernelRuntime boot(RuntimeSettings settings, Set<Protection> protections, ProcMount procMount) {
        ProcMount.KernelVersion kernel = ProcMount.KernelVersion.ofHost();
        if (!kernel.isAtLeast(5, 12)) {
            throw new JstackException(
                    RuntimeError.KERNEL_TOO_OLD,
                    "this kernel is Linux %d.%d".formatted(kernel.major(), kernel.minor()),
                    "Linux 5.12 or later, for mount_setattr and openat2");
        }
        if (!ContainerRights.engineMayLaunch()) {
            throw new JstackException(
                    RuntimeError.NOT_ROOT, "this process may not make namespaces and mounts", "run the engine as root");
        }
        // a process of a container could else write into this JVM through a child that waits at its gate
        int dumpable = protections.contains(Protection.NOT_DUMPABLE) ? 0 : 1;
        Linux.call(Syscall.PRCTL, "PR_SET_DUMPABLE", Flags.PR_SET_DUMPABLE, dumpable, 0, 0, 0);
        if (protections.contains(Protection.WARMED_UP)) {
            SyscallProgram.warmUp();
        }
        if (protections.contains(Protection.SEALED_BINARY)) {
            settings.ownBinary().ifPresent(EngineBinary::seal);
        }
        return new KernelRuntime(
                makePrivate(settings.runDir()),
                new ExitWatch(),
                procMount,
                Cgroups.detect("/" + settings.instance()),
                new GroupMoves(settings.instance()), // after the first group, whose making would wait for it
                protections);
    }

    private static Path makePrivate(Path runDir) {
        try {
            Files.createDirectories(runDir);
            Path gates = runDir.resolve("gates");
            Files.createDirectories(gates);
            Files.setPosixFilePermissions(gates, PosixFilePermissions.fromString("rwx------"));
            return gates;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where this engine's containers have their groups. */
    Cgroups cgroups() {
        return cgroups;
    }

    @Override
    public Prepared prepare(LaunchSpec spec) {
        return spec.runtime()
                .map(runtime -> ociLauncher.prepare(
                        spec, new OciBundle(runtime, spec.directory().resolve("oci"))))
                .orElseGet(() -> launcher.prepare(spec));
    }

    @Override
    public RestingRoot open(RestingSpec spec) {
        endings.finish(spec.id()); // its root is mounted once at a time
        return MountedRoot.mount(spec);
    }

    @Override
    public RunningContainer adopt(ContainerHandle handle) {
        return adoption.adopt(handle);
    }

    @Override
    public int sweep() {
        return orphans.run();
    }

    @Override
    public int endAllBut(Collection<ContainerHandle> known, Set<ContainerId> ours) {
        return new AbandonedSweep(cgroups).run(known, ours);
    }

    @Override
    public List<Long> resolveGroups(List<String> groups, OverlayRoot root) {
        return ImageUsers.groups(groups, root);
    }

    @Override
    public User resolveUser(String text, OverlayRoot root) {
        return ImageUsers.resolve(text, root);
    }

    @Override
    public void close() {
        visitors.close();
        watch.close();
        endings.close();
        moves.close();
        gates.close();
        cgroups.leave();
    }
}
