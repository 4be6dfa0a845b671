package io.jstack.runtime.container;

import io.jstack.runtime.Captured;
import io.jstack.runtime.ContainerHandle;
import io.jstack.runtime.ExecProcess;
import io.jstack.runtime.ExecSpec;
import io.jstack.runtime.ExitStatus;
import io.jstack.runtime.Kept;
import io.jstack.runtime.RunningContainer;
import io.jstack.runtime.RuntimeError;
import io.jstack.runtime.Stdio;
import io.jstack.runtime.TerminalSize;
import io.jstack.runtime.cgroup.Cgroup;
import io.jstack.runtime.cgroup.CgroupStats;
import io.jstack.runtime.cgroup.Difference;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.NullDevice;
import io.jstack.runtime.kernel.Pid;
import io.jstack.runtime.kernel.Pidfd;
import io.jstack.runtime.kernel.Pipe;
import io.jstack.runtime.oci.ProcessSpec;
import io.jstack.runtime.oci.Resources;
import io.jstack.runtime.oci.Seccomp;
import io.jstack.values.JstackException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** A container that was released, by this engine or an earlier one. */
final class LiveContainer implements RunningContainer {
    private static final System.Logger LOG = System.getLogger("runtime");
    private static final int SIGKILL = 9;

    private final Fd pidfd;
    private final Optional<Fd> terminal;
    private final Optional<Fd> network;
    private final CompletableFuture<ExitStatus> exited = new CompletableFuture<>();
    private final Execs execs;
    private final GroupEndings endings;
    private final Cgroup group;
    private final Remains remains;
    private final ExitWatch watch;
    /** Where another runtime made it. */
    private final Optional<OciContainer> foreign;

    private volatile ContainerHandle handle;
    private volatile Optional<Fd> holder;
    private final OomKills oomKills;
    private final Tracers tracers = new Tracers();
    private final StandingServer server;

    LiveContainer(
            ContainerHandle handle,
            Fd pidfd,
            Optional<Fd> holder,
            Optional<Fd> terminal,
            Optional<Fd> network,
            CompletableFuture<ExitStatus> ended,
            Execs execs,
            GroupEndings endings,
            Cgroup group,
            Remains remains,
            ExitWatch watch,
            Optional<OciContainer> foreign) {
        this.handle = handle;
        this.pidfd = pidfd;
        this.holder = holder;
        this.terminal = terminal;
        this.network = network;
        this.execs = execs;
        this.endings = endings;
        this.group = group;
        this.remains = remains;
        this.watch = watch;
        this.foreign = foreign;
        this.oomKills = new OomKills(group::oomKills);
        this.server = new StandingServer(execs, this::into, group::taskLimit);
        CompletableFuture<?> unused = ended.whenComplete((status, failure) -> {
            try {
                if (failure == null) {
                    settle(status);
                } else {
                    exited.completeExceptionally(failure);
                }
            } finally {
                server.close();
            }
        });
    }

    /** Runs once the init process is gone: what its group knows of the end is told, then it is seen to the group. */
    private void settle(ExitStatus status) {
        ExitStatus told = group.exists() && wasOutOfMemory(status) ? status.withOomKilled() : status;
        foreign.ifPresent(OciContainer::delete); // before anybody can start it anew; most of the group goes with it
        if (!group.exists()) {
            remains.close();
            exited.complete(told); // adopted, and settled by the engine before
            return;
        }
        GroupEndings.Ending ending = endings.begin(group, remains);
        try {
            exited.complete(told);
        } finally {
            ending.carryOut();
        }
    }

    /** What cannot be read must not keep the end itself from being told. */
    private boolean wasOutOfMemory(ExitStatus status) {
        try {
            return oomKills.hitContainer(status.at());
        } catch (UncheckedIOException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "memory events cannot be read  path={0} cause=\"{1}\"",
                    group,
                    e.getMessage());
            return false;
        }
    }

    @Override
    public ContainerHandle handle() {
        return handle;
    }

    @Override
    public Pid pid() {
        return new Pid(handle.pid());
    }

    @Override
    public CompletableFuture<ExitStatus> exited() {
        return exited;
    }

    @Override
    public void kill(int signal) {
        synchronized (pidfd) {
            if (pidfd.isOpen()) {
                Pidfd.signal(pidfd, signal);
            }
        }
    }

    @Override
    public void killAll() {
        group.kill();
        kill(SIGKILL);
    }

    @Override
    public void pause() {
        group.freeze();
    }

    @Override
    public void unpause() {
        group.thaw();
    }

    @Override
    public boolean isFrozen() {
        return group.isFrozen();
    }

    @Override
    public CgroupStats stats() {
        return group.stats();
    }

    @Override
    public List<Difference> differences(Resources wanted) {
        List<Difference> differences = group.differences(wanted);
        return differences.isEmpty() || !group.exists() ? List.of() : differences;
    }

    @Override
    public Set<Path> limitDirectories(Resources wanted) {
        return group.directoriesOf(wanted);
    }

    @Override
    public void limit(Resources wanted) {
        group.apply(wanted);
    }

    @Override
    public boolean isHeld() {
        return holder.filter(Fd::isOpen).filter(Pidfd::isAlive).isPresent();
    }

    @Override
    public synchronized void hold(List<Kept> kept) {
        if (isHeld() || exited.isDone()) {
            return;
        }
        Holder.Kit kit = new Holder.Kit(pidfd, network, terminal, kept);
        Pid holding = Holder.start(handle.id(), kit).await();
        Fd fresh = Pidfd.open(holding);
        watch.reap(fresh);
        long startTime = Pidfd.startTime(holding)
                .orElseThrow(() -> new JstackException(
                        RuntimeError.LAUNCH_FAILED,
                        "the new holder of %s is gone already"
                                .formatted(handle.id().shortId()),
                        ""));
        holder.ifPresent(Fd::close);
        holder = Optional.of(fresh);
        handle = handle.heldBy(holding.value(), startTime, kit.names());
    }

    @Override
    public ExecProcess exec(ExecSpec spec) {
        long kills = oomKills.now();
        ExecProcess process = execs.watched(execs.begin(into(), spec));
        CompletableFuture<Void> unused = process.exited().thenAccept(status -> oomKills.execEnded(kills, status));
        return process;
    }

    @Override
    public Captured capture(ProcessSpec process, Optional<Seccomp> seccomp, Duration patience, int most) {
        try (Fd nothing = NullDevice.open(Linux.O_RDONLY);
                Pipe output = Pipe.open()) {
            long kills = oomKills.now();
            Stdio stdio = new Stdio.Streams(nothing, output.write(), output.write());
            Execs.Begun begun = execs.begin(into(), new ExecSpec(process, seccomp, stdio));
            output.write().close();
            Capture capture = new Capture(begun, output.read(), most);
            Captured captured = execs.seenToItsEnd(begun, capture, patience);
            capture.end().ifPresent(status -> oomKills.execEnded(kills, status));
            return captured;
        }
    }

    @Override
    public Captured captureAgain(ProcessSpec process, Optional<Seccomp> seccomp, Duration patience, int most) {
        long kills = oomKills.now();
        return server.run(process, seccomp, patience, most, status -> oomKills.execEnded(kills, status))
                .orElseGet(() -> capture(process, seccomp, patience, most));
    }

    /** This container, where a process may be started in it. */
    private Execs.Into into() {
        if (exited.isDone()) {
            throw new JstackException(
                    RuntimeError.NOT_RUNNING,
                    "container %s is not running".formatted(handle.id().shortId()),
                    "start it first");
        }
        if (execs.refusesWhilePaused() && group.isFrozen()) {
            // its new process would stop at the gate with the engine's memory in its hands
            throw new JstackException(
                    RuntimeError.NOT_RUNNING,
                    "container %s is paused".formatted(handle.id().shortId()),
                    "unpause it first");
        }
        return new Execs.Into(handle.id(), pid(), pidfd, tracers, group::enter);
    }

    @Override
    public Optional<Fd> terminal() {
        return terminal;
    }

    @Override
    public void resize(TerminalSize size) {
        terminal.filter(Fd::isOpen).ifPresent(master -> Pty.resize(master, size));
    }

    @Override
    public boolean exchange(String destination, Path before, Path after) {
        synchronized (pidfd) {
            return pidfd.isOpen()
                    && !exited.isDone()
                    && new BoundFile(destination).exchange(pid(), pidfd, before, after);
        }
    }

    @Override
    public Optional<Fd> networkNamespace() {
        return network;
    }

    @Override
    public Optional<Fd> kept(String name) {
        int index = handle.kept().indexOf(name);
        return index < 0 ? Optional.empty() : holder.map(h -> Holder.fetch(h, index));
    }

    @Override
    public void discard() {
        if (exited.isDone()) {
            endings.finish(group.path());
        }
        letGo();
    }

    @Override
    public void letGo() {
        server.close();
        if (exited.isDone()) {
            endings.letGo(group.path());
        }
        holder.filter(Fd::isOpen).ifPresent(Holder::end);
        holder.ifPresent(Fd::close);
        terminal.ifPresent(Fd::close);
        network.ifPresent(Fd::close);
        synchronized (pidfd) {
            pidfd.close();
        }
    }
}
