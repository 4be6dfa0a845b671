package io.jstack.runtime.container;

import io.jstack.runtime.ExitStatus;
import io.jstack.runtime.kernel.Epoll;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.KernelException;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.NativeMemory;
import io.jstack.runtime.kernel.Pid;
import io.jstack.runtime.kernel.Pidfd;
import io.jstack.runtime.kernel.Pool;
import io.jstack.runtime.kernel.ProgramThread;
import io.jstack.runtime.kernel.Spawn;
import io.jstack.runtime.kernel.Syscall;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;

/** Waits for the ends of all processes on one thread. What depends on an end runs on another, and may take its time. */
final class ExitWatch implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("runtime");
    private static final int F_DUPFD_CLOEXEC = 1030;
    private static final Pid ENGINE = new Pid((int) ProcessHandle.current().pid());
    private static final long STOP = 0;
    private static final int EFD_CLOEXEC = 0x80000;

    private final Epoll epoll = new Epoll();
    private final Fd stop = Linux.callForFd(Syscall.EVENTFD2, "", 0, EFD_CLOEXEC);
    private final Map<Long, Watched> watched = new ConcurrentHashMap<>();
    private final AtomicLong tokens = new AtomicLong(STOP);
    private final boolean othersTell;
    private final ExecutorService dependants = Pool.of("exit");

    /** A process somebody waits for; {@code pidfd} is the watch's own duplicate. */
    private record Watched(Fd pidfd, Parent parent, CompletableFuture<ExitStatus> exited) {}

    private enum Parent {
        OURS,
        ANOTHER
    }

    ExitWatch() {
        othersTell = ProcMount.KernelVersion.ofHost().isAtLeast(6, 15);
        epoll.add(stop, Epoll.EPOLLIN, STOP);
        Thread thread = new Thread(this::run, "exit-watch");
        thread.setDaemon(true);
        thread.start();
    }

    /** A child of this engine, reaped here and nowhere else. */
    CompletableFuture<ExitStatus> child(Fd pidfd) {
        CompletableFuture<ExitStatus> exited = new CompletableFuture<>();
        watch(pidfd, Parent.OURS, exited);
        return exited;
    }

    /** Reaps a child of this engine whose end interests nobody. */
    void reap(Fd pidfd) {
        watch(pidfd, Parent.OURS, new CompletableFuture<>());
    }

    /**
     * The child of a thread that is ending, killed before anybody knew its pid. Not reaped it would keep the first process of its pid
     * namespace from ending, and so the container (pid_namespaces(7)).
     */
    void reapLost(ProgramThread ending, Spawn spawn) {
        ending.join();
        spawn.child().ifPresent(pid -> {
            try (Fd child = Pidfd.open(pid)) {
                reap(child);
            }
        });
    }

    /** A process that lives: a child of this engine where that is the init of its machine or container, else another's. */
    CompletableFuture<ExitStatus> living(Pid pid, Fd pidfd) {
        return Pidfd.parent(pid).filter(ENGINE::equals).isPresent() ? child(pidfd) : adopted(pidfd);
    }

    /** A process whose parent is another: its status is known once that one reaped it, from Linux 6.15 on. */
    CompletableFuture<ExitStatus> adopted(Fd pidfd) {
        CompletableFuture<ExitStatus> exited = new CompletableFuture<>();
        watch(pidfd, Parent.ANOTHER, exited);
        return exited;
    }

    private void watch(Fd pidfd, Parent parent, CompletableFuture<ExitStatus> exited) {
        Fd own = Fd.owning(Linux.fcntl(pidfd, F_DUPFD_CLOEXEC, 3));
        Watched entry = new Watched(own, parent, exited);
        long token = tokens.incrementAndGet();
        watched.put(token, entry);
        // readable at death; hung up at reaping, which is when PIDFD_GET_INFO has the status
        epoll.add(own, parent == Parent.OURS || !othersTell ? Epoll.EPOLLIN : Epoll.NOTHING, token);
    }

    private void run() {
        while (true) {
            for (long token : epoll.await()) {
                if (token == STOP) {
                    epoll.close();
                    return;
                }
                Watched entry = watched.get(token);
                if (entry != null) {
                    settle(token, entry);
                }
            }
        }
    }

    /** One end that cannot be read must not cost all the others. */
    private void settle(long token, Watched entry) {
        try {
            ended(token, entry);
        } catch (KernelException e) {
            LOG.log(System.Logger.Level.ERROR, "end of a process cannot be read  cause=\"{0}\"", e.getMessage());
            entry.exited().completeExceptionally(e);
        }
    }

    private void ended(long token, Watched entry) {
        OptionalInt status = entry.parent() == Parent.OURS ? Pidfd.reap(entry.pidfd()) : Pidfd.exitInfo(entry.pidfd());
        if (status.isEmpty()) {
            // another watch of this process was first: what it reaped is told to all
            status = Pidfd.exitInfo(entry.pidfd());
        }
        Instant now = Instant.now();
        watched.remove(token);
        epoll.remove(entry.pidfd());
        entry.pidfd().close();
        ExitStatus exit =
                status.isPresent() ? ExitStatus.ofWaitStatus(status.getAsInt(), now) : ExitStatus.unknown(now);
        try {
            dependants.execute(() -> entry.exited().complete(exit));
        } catch (RejectedExecutionException e) {
            LOG.log(System.Logger.Level.DEBUG, "nobody waits for this end  status={0}", exit);
        }
    }

    @Override
    public void close() {
        Linux.call(Syscall.WRITE, "stop", stop, NativeMemory.ofSize(8).putLong(0, 1), 8);
        dependants.shutdown();
    }
}
