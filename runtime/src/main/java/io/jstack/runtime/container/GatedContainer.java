package io.jstack.runtime.container;

import io.jstack.runtime.ContainerHandle;
import io.jstack.runtime.ExitStatus;
import io.jstack.runtime.Kept;
import io.jstack.runtime.LaunchSpec;
import io.jstack.runtime.Prepared;
import io.jstack.runtime.RunningContainer;
import io.jstack.runtime.RuntimeError;
import io.jstack.runtime.cgroup.Cgroup;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.Pid;
import io.jstack.runtime.kernel.Pidfd;
import io.jstack.runtime.kernel.ProgramThread;
import io.jstack.runtime.kernel.Step;
import io.jstack.values.JstackException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A process at its gate. The mould is suspended in posix_spawn until it executes, and the engine shares its memory until then. */
final class GatedContainer implements Prepared {
    private static final int SIGKILL = 9;

    private final LaunchSpec spec;
    private final Pid pid;
    private final Fd pidfd;
    private final ProgramThread mould;
    private final Gate gate;
    private final LaunchProgram program;
    private final Optional<Fd> terminal;
    private final Optional<Fd> network;
    private final Optional<Fd> netlink;
    private final ExitWatch watch;
    private final Execs execs;
    private final GroupEndings endings;
    private final Cgroup group;
    private final Optional<Fd> cgroups;
    private final Set<Protection> protections;
    private Optional<RootCompletion> helper = Optional.empty();
    private Optional<GroupEntry> entry = Optional.empty();
    private Optional<Holder.Starting> holder = Optional.empty();

    GatedContainer(
            LaunchSpec spec,
            Pid pid,
            Fd pidfd,
            ProgramThread mould,
            Gate gate,
            LaunchProgram program,
            Optional<Fd> terminal,
            Optional<Fd> network,
            ExitWatch watch,
            Execs execs,
            GroupEndings endings,
            Cgroup group,
            Optional<Fd> cgroups,
            Set<Protection> protections) {
        this.spec = spec;
        this.pid = pid;
        this.pidfd = pidfd;
        this.mould = mould;
        this.gate = gate;
        this.program = program;
        this.terminal = terminal;
        this.network = network;
        this.netlink = program.netlink().isEmpty()
                ? Optional.empty()
                : Optional.of(program.netlink().take());
        this.watch = watch;
        this.execs = execs;
        this.endings = endings;
        this.group = group;
        this.cgroups = cgroups;
        this.protections = protections;
    }

    /** Who is completing the root meanwhile. */
    void finishedBy(RootCompletion started) {
        helper = Optional.of(started);
    }

    /** Who moves the process into its group meanwhile. */
    void enteredBy(GroupEntry begun) {
        entry = Optional.of(begun);
    }

    /** What the mould was given to do. */
    List<Step> steps() {
        return mould.program().steps();
    }

    @Override
    public Pid pid() {
        return pid;
    }

    @Override
    public Fd pidfd() {
        return pidfd;
    }

    @Override
    public Optional<Fd> networkNamespace() {
        return network;
    }

    @Override
    public Optional<Fd> netlink() {
        return netlink;
    }

    @Override
    public Optional<Fd> terminal() {
        return terminal;
    }

    @Override
    public void hold(List<Kept> kept) {
        holder = Optional.of(Holder.start(spec.id(), new Holder.Kit(pidfd, network, terminal, kept)));
    }

    @Override
    public RunningContainer release(Consumer<ContainerHandle> remember) {
        try {
            Fd root = helper.orElseThrow().root();
            Places.verifyDirectory(root, spec.oci().process().cwd(), protections);
            program.spawn()
                    .setPath(new ProgramFile(root, protections).find(spec.oci().process()));
            Holder.Starting starting = holder.orElseThrow();
            Pid holding = starting.await();
            ContainerHandle handle = new ContainerHandle(
                    spec.id(),
                    pid.value(),
                    Pidfd.startTime(pid).orElseThrow(this::gone),
                    holding.value(),
                    Pidfd.startTime(holding).orElseThrow(this::gone),
                    starting.names(),
                    terminal.isPresent(),
                    spec.oci().linux().cgroupsPath(),
                    Optional.empty());
            remember.accept(handle);
            pass();
            CompletableFuture<ExitStatus> exited = watch.child(pidfd);
            Fd holderFd = Pidfd.open(holding);
            watch.reap(holderFd);
            Remains remains = new Remains(cgroups, helper.orElseThrow().takeRoot());
            closeGate();
            return new LiveContainer(
                    handle,
                    pidfd,
                    Optional.of(holderFd),
                    terminal,
                    network,
                    exited,
                    execs,
                    endings,
                    group,
                    remains,
                    watch,
                    Optional.empty());
        } catch (RuntimeException e) {
            abort();
            throw e;
        }
    }

    private JstackException gone() {
        return new JstackException(
                RuntimeError.LAUNCH_FAILED,
                "the process of container " + spec.id().shortId() + " is gone",
                "");
    }

    /** Opens the gate, and waits until the program is executed or the kernel said why not. */
    private void pass() {
        entry.orElseThrow().await();
        try (Fd opened = gate.open()) {
            mould.join();
            mould.program().failure().ifPresent(failure -> {
                throw ExecFailure.of(spec.oci().process(), failure.errno(), opened);
            });
        }
        gate.passed();
    }

    @Override
    public void abort() {
        if (!pidfd.isOpen()) {
            return; // a release that failed has done it
        }
        kill();
        group.remove(GroupEndings.REMOVAL);
    }

    /** Takes down what was made. */
    void kill() {
        Pidfd.signal(pidfd, SIGKILL);
        holder.ifPresent(starting -> starting.abandon(watch));
        entry.ifPresent(GroupEntry::over);
        mould.join();
        watch.reap(pidfd);
        closeGate();
        terminal.ifPresent(Fd::close);
        network.ifPresent(Fd::close);
        cgroups.ifPresent(Fd::close);
        pidfd.close();
    }

    private void closeGate() {
        helper.ifPresent(RootCompletion::close);
        netlink.ifPresent(Fd::close);
        gate.close();
        mould.close();
        program.spawn().free();
    }
}
