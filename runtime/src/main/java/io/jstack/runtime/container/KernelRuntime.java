package io.jstack.runtime.container;

import io.jstack.runtime.ContainerHandle;
import io.jstack.runtime.ContainerRuntime;
import io.jstack.runtime.LaunchSpec;
import io.jstack.runtime.OverlayRoot;
import io.jstack.runtime.Prepared;
import io.jstack.runtime.RunningContainer;
import io.jstack.runtime.RuntimeError;
import io.jstack.runtime.RuntimeSettings;
import io.jstack.runtime.kernel.Flags;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.Syscall;
import io.jstack.runtime.kernel.SyscallProgram;
import io.jstack.runtime.oci.User;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The runtime on this host's kernel. */
public final class KernelRuntime implements ContainerRuntime {
    private final ExitWatch watch;
    private final Launcher launcher;

    private KernelRuntime(ExitWatch watch, Launcher launcher) {
        this.watch = watch;
        this.launcher = launcher;
    }

    public static KernelRuntime boot(RuntimeSettings settings) {
        ProcMount.KernelVersion kernel = ProcMount.KernelVersion.ofHost();
        if (!kernel.isAtLeast(5, 12)) {
            throw new JstackException(
                    RuntimeError.KERNEL_TOO_OLD,
                    "this kernel is Linux %d.%d".formatted(kernel.major(), kernel.minor()),
                    "Linux 5.12 or later, for mount_setattr and openat2");
        }
        // a process of a container could else write into this JVM through a child that waits at its gate
        Linux.call(Syscall.PRCTL, "PR_SET_DUMPABLE", Flags.PR_SET_DUMPABLE, 0, 0, 0, 0);
        SyscallProgram.warmUp();
        ExitWatch watch = new ExitWatch();
        return new KernelRuntime(watch, new Launcher(makePrivate(settings.runDir()), watch, ProcMount.ofHost()));
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

    @Override
    public Prepared prepare(LaunchSpec spec) {
        return launcher.prepare(spec);
    }

    @Override
    public RunningContainer adopt(ContainerHandle handle) {
        throw new JstackException(RuntimeError.GONE, "cannot adopt " + handle.id(), "");
    }

    @Override
    public int sweep() {
        return 0;
    }

    @Override
    public User resolveUser(String text, OverlayRoot root) {
        throw new JstackException(RuntimeError.USER_NOT_FOUND, "no user " + text + " in " + root.upper(), "");
    }

    @Override
    public void close() {
        watch.close();
    }
}
