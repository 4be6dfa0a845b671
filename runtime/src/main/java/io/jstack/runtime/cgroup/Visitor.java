package io.jstack.runtime.cgroup;

import io.jstack.runtime.kernel.Errno;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.KernelException;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.NativeMemory;
import io.jstack.runtime.kernel.OwnProcess;
import io.jstack.runtime.kernel.Pid;
import io.jstack.runtime.kernel.Pidfd;
import io.jstack.runtime.kernel.Poll;
import io.jstack.runtime.kernel.SocketPair;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * A small process that steps into a group, makes a cgroup namespace there, whose root the group then is (cgroup_namespaces(7)), and steps
 * out again. The engine does not go itself: version 2 moves whole processes only, and where a thread of it is in a group that is frozen or
 * throttled the whole JVM stops at the next safepoint. Not thread-safe.
 */
final class Visitor {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int SIGKILL = 9;
    private static final byte[] GO = {1};

    private final Pid pid;
    private final Fd pidfd;
    private final Fd socket;

    private Visitor(Pid pid, Fd socket) {
        this.pid = pid;
        this.pidfd = Pidfd.open(pid);
        this.socket = socket;
    }

    /** @throws KernelException when it could not be started */
    static Visitor start() {
        SocketPair sockets = SocketPair.open(SocketPair.Type.STREAM);
        try (Fd its = sockets.its()) {
            OwnProcess process = new OwnProcess(
                    "visitor", VisitorProgram.fd(), List.of(VisitorProgram.NAME), List.of(), List.of(its));
            return new Visitor(process.await(), sockets.ours());
        } catch (KernelException e) {
            sockets.ours().close();
            throw e;
        }
    }

    /** @param processFiles a group's {@code cgroup.procs} in each hierarchy */
    void step(List<String> processFiles) {
        Cgroup.enter(processFiles, pid);
    }

    /**
     * A namespace rooted in the group it is in now; the caller's to close.
     *
     * @throws KernelException also when it was killed meanwhile, or does not answer
     */
    Fd namespace() {
        unshare();
        return Linux.open("/proc/" + pid + "/ns/cgroup", Linux.O_RDONLY);
    }

    /** Leaves the namespace it has for a new one, rooted where it is. */
    void unshare() {
        Linux.write(socket, GO);
        if (!Poll.readable(PATIENCE, socket)[0]) {
            throw new KernelException(Errno.ETIMEDOUT, "unshare", VisitorProgram.NAME);
        }
        NativeMemory answer = NativeMemory.ofSize(1);
        if (Linux.read(socket, answer).filter(count -> count == 1).isEmpty()) {
            throw new KernelException(Errno.ESRCH, "unshare", VisitorProgram.NAME);
        }
        if (answer.getByte(0) != 0) {
            throw new KernelException(Errno.of(answer.getByte(0)), "unshare", "CLONE_NEWCGROUP");
        }
    }

    /** It is not waited for: in a group that somebody froze it ends with the freezing. */
    void end(Consumer<Fd> reaper) {
        socket.close();
        try (pidfd) {
            try {
                Pidfd.signal(pidfd, SIGKILL);
            } finally {
                reaper.accept(pidfd);
            }
        }
    }
}
