package io.jstack.runtime.container;

import io.jstack.runtime.Captured;
import io.jstack.runtime.ExecProcess;
import io.jstack.runtime.ExecSpec;
import io.jstack.runtime.ExitStatus;
import io.jstack.runtime.RuntimeError;
import io.jstack.runtime.Stdio;
import io.jstack.runtime.kernel.Calls;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.FileStat;
import io.jstack.runtime.kernel.Flags;
import io.jstack.runtime.kernel.KernelException;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.Pid;
import io.jstack.runtime.kernel.Pidfd;
import io.jstack.runtime.kernel.ProgramThread;
import io.jstack.runtime.kernel.SafePath;
import io.jstack.runtime.kernel.Spawn;
import io.jstack.runtime.kernel.Step;
import io.jstack.runtime.kernel.Syscall;
import io.jstack.runtime.kernel.SyscallProgram;
import io.jstack.runtime.oci.ProcessSpec;
import io.jstack.values.ContainerId;
import io.jstack.values.JstackException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Starts processes in running containers: one thread joins all namespaces at once by the init process' pidfd, becomes the user, and
 * spawns behind a gate, where the child is moved into the container's cgroup.
 */
final class Execs {
    private static final int ALL_NAMESPACES = Flags.CLONE_NEWNS
            | Flags.CLONE_NEWUTS
            | Flags.CLONE_NEWIPC
            | Flags.CLONE_NEWNET
            | Flags.CLONE_NEWPID
            | Flags.CLONE_NEWCGROUP;
    private static final int PTMX_MAJOR = 5;
    private static final int PTMX_MINOR = 2;
    private static final int SIGKILL = 9;

    private final Gates gates;
    private final ExitWatch watch;
    private final Set<Protection> protections;
    private final SharedPids shared = new SharedPids();

    Execs(Gates gates, ExitWatch watch, Set<Protection> protections) {
        this.gates = gates;
        this.watch = watch;
        this.protections = protections;
    }

    /** Whether the caller is to see first that the container is not frozen. */
    boolean refusesWhilePaused() {
        return protections.contains(Protection.NOT_WHILE_PAUSED);
    }

    /** What is known of pid namespaces with several containers. */
    SharedPids shared() {
        return shared;
    }

    /** A terminal in the container's own devpts. */
    private record Terminal(Fd master, int number) {}

    /**
     * A container to be entered.
     *
     * @param atGate what is done to the waiting process from outside, as moving it into the cgroup
     */
    record Into(ContainerId id, Pid init, Fd pidfd, Tracers tracers, Consumer<Pid> atGate) {}

    /** A process that was let through its gate, and that nobody waits for yet. */
    record Begun(Pid pid, Fd pidfd, Optional<Fd> terminal) implements Capture.Subject {
        private static final Duration FOR_EVER = Duration.ofMillis(Integer.MAX_VALUE);

        @Override
        public Fd ending() {
            return pidfd;
        }

        @Override
        public ExitStatus status(Instant now) {
            OptionalInt status = Pidfd.reap(pidfd);
            return status.isPresent() ? ExitStatus.ofWaitStatus(status.getAsInt(), now) : ExitStatus.unknown(now);
        }

        @Override
        public void kill() {
            // an exec leads a session and a process group of its own
            Linux.raw(Syscall.KILL, -pid.value(), SIGKILL);
            Pidfd.signal(pidfd, SIGKILL);
        }

        @Override
        public Duration patience() {
            return FOR_EVER;
        }
    }

    /** From now on its end is waited for here. */
    ExecProcess watched(Begun begun) {
        try {
            return new LiveExec(begun.pid(), begun.pidfd(), begun.terminal(), watch.child(begun.pidfd()));
        } catch (RuntimeException e) {
            giveUp(begun.pidfd());
            throw e;
        }
    }

    /** It is reaped when it ends; nobody waits for that. */
    void reapLater(Begun begun) {
        try {
            watch.reap(begun.pidfd());
        } catch (RuntimeException e) {
            giveUp(begun.pidfd());
            throw e;
        }
    }

    /** Its end is waited for now, by this thread. */
    Captured seenToItsEnd(Begun begun, Capture capture, Duration patience) {
        try {
            Captured captured = capture.await(patience);
            begun.pidfd().close();
            return captured;
        } catch (RuntimeException e) {
            giveUp(begun.pidfd());
            throw e;
        }
    }

    /** Kills a process that cannot be seen to its end here; it is reaped all the same. */
    private void giveUp(Fd child) {
        Pidfd.signal(child, SIGKILL);
        watch.reap(child);
        child.close();
    }

    Begun begin(Into into, ExecSpec spec) {
        return begin(into, spec, root -> new ProgramFile(root, protections).find(spec.process()));
    }

    /**
     * Starts a process that executes a file of ours, which is its descriptor 2.
     *
     * @throws JstackException {@link RuntimeError#PROGRAM_NOT_FOUND} where no procfs is there to name it by
     */
    Begun beginOwn(Into into, ExecSpec spec) {
        return begin(into, spec, root -> {
            try (Fd proc = SafePath.open(root, "proc", Linux.O_PATH | Linux.O_DIRECTORY)) {
                if (FileStat.isOfProc(proc)) {
                    return "/proc/self/fd/2";
                }
            }
            throw new JstackException(RuntimeError.PROGRAM_NOT_FOUND, "the container's /proc is not procfs", "");
        });
    }

    /** Which file {@link #begin} would execute. */
    String find(Into into, ProcessSpec process) {
        try (Fd root = rootOf(into)) {
            return new ProgramFile(root, protections).find(process);
        }
    }

    private Begun begin(Into into, ExecSpec spec, Function<Fd, String> file) {
        try (Descriptors open = new Descriptors()) {
            Fd root = open.add(rootOf(into));
            if (protections.contains(Protection.NO_TRACER)) {
                shared.refuseWhereTraced(into.init(), "exec in " + into.id().shortId());
                into.tracers().refuse(into.id(), into.init());
            }
            Optional<Terminal> terminal = terminal(root, spec);
            try {
                return begin(into, spec, file, root, terminal, open);
            } catch (RuntimeException e) {
                terminal.ifPresent(made -> made.master().close());
                throw e;
            }
        }
    }

    private static Fd rootOf(Into into) {
        try {
            return Linux.open("/proc/" + into.init() + "/root", Linux.O_PATH | Linux.O_DIRECTORY);
        } catch (KernelException e) {
            throw new JstackException(
                    RuntimeError.NOT_RUNNING,
                    "container %s is not running".formatted(into.id().shortId()),
                    "start it first",
                    e);
        }
    }

    private static Optional<Terminal> terminal(Fd root, ExecSpec spec) {
        if (!(spec.stdio() instanceof Stdio.Terminal wanted)) {
            return Optional.empty();
        }
        Fd master = SafePath.open(root, "dev/pts/ptmx", Linux.O_RDWR | Linux.O_NOCTTY | Linux.O_NONBLOCK);
        try {
            FileStat stat = FileStat.of(master);
            if (stat.type() != FileStat.S_IFCHR
                    || stat.deviceMajor() != PTMX_MAJOR
                    || stat.deviceMinor() != PTMX_MINOR) {
                throw new JstackException(
                        RuntimeError.PATH_ESCAPES, "the container's /dev/pts/ptmx is not a terminal multiplexer", "");
            }
            int number = Pty.unlock(master);
            Pty.resize(master, wanted.size());
            Pty.giveSlave(root, number, spec.process().user().uid());
            Linux.fcntl(master, Linux.F_SETFL, Linux.O_RDWR);
            return Optional.of(new Terminal(master, number));
        } catch (RuntimeException e) {
            master.close();
            throw e;
        }
    }

    private Begun begin(
            Into into,
            ExecSpec spec,
            Function<Fd, String> file,
            Fd root,
            Optional<Terminal> terminal,
            Descriptors open) {
        ProcessSpec process = spec.process();
        Places.verifyDirectory(root, process.cwd(), protections);
        Spawn spawn = new Spawn(process.args(), process.env());
        spawn.setPath(file.apply(root));
        terminal.ifPresent(made -> spawn.open(0, "/dev/pts/" + made.number(), Linux.O_RDWR)
                .dup2(0, 1)
                .dup2(0, 2));
        Gate.stopAt(spawn, process.cwd(), protections);
        Descent.giveTo(process.user().uid(), spec.stdio());
        try (Gate gate = gates.take();
                ProgramThread thread =
                        new ProgramThread("exec", t -> program(t, into.pidfd(), spec, gate, spawn, open)).start()) {
            if (!gate.awaitChild(thread.finished())) {
                watch.reapLost(thread, spawn);
                throw Launcher.failed("exec in", into.id(), thread.program());
            }
            Pid pid = Launcher.childOf(thread).orElseThrow(() -> {
                watch.reapLost(thread, spawn);
                return Launcher.failed("exec in", into.id(), thread.program());
            });
            Fd child = Pidfd.open(pid);
            try {
                if (protections.contains(Protection.OWN_LIMITS)) {
                    ProcessLimits.apply(pid, process);
                }
                into.atGate().accept(pid);
                pass(gate, thread, process);
                return new Begun(pid, child, terminal.map(Terminal::master));
            } catch (RuntimeException e) {
                Pidfd.signal(child, SIGKILL);
                thread.join();
                giveUp(child);
                throw e;
            }
        } finally {
            spawn.free();
        }
    }

    private SyscallProgram program(
            ProgramThread thread, Fd pidfd, ExecSpec spec, Gate gate, Spawn spawn, Descriptors open) {
        Optional<byte[]> filter = spec.seccomp().map(s -> Launcher.filter(s, protections));
        List<Step> steps = new ArrayList<>();
        steps.add(Calls.unshare(Flags.CLONE_FS | Flags.CLONE_FILES));
        steps.addAll(SecurityLabels.of(spec.process()));
        steps.add(Calls.setns(pidfd, ALL_NAMESPACES));
        new Descent(steps, protections).keep(thread, gate.directory(), spec.stdio(), open);
        steps.addAll(IdentitySteps.of(spec.process(), filter, protections));
        steps.add(Calls.spawn(spawn));
        return new SyscallProgram(steps);
    }

    private static void pass(Gate gate, ProgramThread thread, ProcessSpec process) {
        try (Fd opened = gate.open()) {
            thread.join();
            thread.program().failure().ifPresent(failure -> {
                throw ExecFailure.of(process, failure.errno(), opened);
            });
        }
        gate.passed();
    }
}
