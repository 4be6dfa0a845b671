package io.jstack.runtime.container;

import io.jstack.runtime.ContainerHandle;
import io.jstack.runtime.ExitStatus;
import io.jstack.runtime.Kept;
import io.jstack.runtime.Prepared;
import io.jstack.runtime.RunningContainer;
import io.jstack.runtime.RuntimeError;
import io.jstack.runtime.cgroup.Cgroup;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.Pid;
import io.jstack.runtime.kernel.Pidfd;
import io.jstack.runtime.kernel.Rtnetlink;
import io.jstack.values.JstackException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A container that an OCI runtime has created: its first process waits for the runtime's {@code start}, and shares no memory with us. */
final class OciPrepared implements Prepared {
    private static final int SIGKILL = 9;

    private final OciContainer container;
    private final Pid pid;
    private final Fd pidfd;
    private final Optional<Fd> terminal;
    private final Optional<Fd> network;
    private final Optional<Fd> netlink;
    private final Cgroup group;
    private final ExitWatch watch;
    private final Execs execs;
    private final GroupEndings endings;
    private Optional<Holder.Starting> holder = Optional.empty();

    OciPrepared(
            OciContainer container,
            Pid pid,
            Fd pidfd,
            Optional<Fd> terminal,
            Optional<Fd> network,
            Cgroup group,
            ExitWatch watch,
            Execs execs,
            GroupEndings endings) {
        this.container = container;
        this.pid = pid;
        this.pidfd = pidfd;
        this.terminal = terminal;
        this.network = network;
        this.netlink = network.map(Rtnetlink::socketIn);
        this.group = group;
        this.watch = watch;
        this.execs = execs;
        this.endings = endings;
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
        holder = Optional.of(Holder.start(container.id(), new Holder.Kit(pidfd, network, terminal, kept)));
    }

    @Override
    public RunningContainer release(Consumer<ContainerHandle> remember) {
        try {
            Holder.Starting starting = holder.orElseThrow();
            Pid holding = starting.await();
            ContainerHandle handle = new ContainerHandle(
                    container.id(),
                    pid.value(),
                    startTime(pid),
                    holding.value(),
                    startTime(holding),
                    starting.names(),
                    terminal.isPresent(),
                    group.path(),
                    Optional.of(container.bundle()));
            CompletableFuture<ExitStatus> exited = watch.living(pid, pidfd);
            remember.accept(handle);
            container.start();
            Fd holderFd = Pidfd.open(holding);
            watch.reap(holderFd);
            netlink.ifPresent(Fd::close);
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
                    Remains.NONE,
                    watch,
                    Optional.of(container));
        } catch (RuntimeException e) {
            abort();
            throw e;
        }
    }

    private long startTime(Pid of) {
        return Pidfd.startTime(of)
                .orElseThrow(() -> new JstackException(
                        RuntimeError.LAUNCH_FAILED,
                        "process %s of container %s is gone"
                                .formatted(of, container.id().shortId()),
                        ""));
    }

    @Override
    public void abort() {
        if (!pidfd.isOpen()) {
            return; // a release that failed has done it
        }
        Pidfd.signal(pidfd, SIGKILL);
        holder.ifPresent(starting -> starting.abandon(watch));
        container.delete();
        group.remove(GroupEndings.REMOVAL);
        terminal.ifPresent(Fd::close);
        network.ifPresent(Fd::close);
        netlink.ifPresent(Fd::close);
        pidfd.close();
    }
}
