package io.jstack.runtime.container;

import io.jstack.runtime.ExecProcess;
import io.jstack.runtime.ExitStatus;
import io.jstack.runtime.TerminalSize;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.Pid;
import io.jstack.runtime.kernel.Pidfd;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A process that joined a container. Its pidfd is closed when it ends. */
final class LiveExec implements ExecProcess {
    private final Pid pid;
    private final Fd pidfd;
    private final Optional<Fd> terminal;
    private final CompletableFuture<ExitStatus> exited;

    LiveExec(Pid pid, Fd pidfd, Optional<Fd> terminal, CompletableFuture<ExitStatus> exited) {
        this.pid = pid;
        this.pidfd = pidfd;
        this.terminal = terminal;
        this.exited = exited.whenComplete((status, failure) -> close());
    }

    private void close() {
        synchronized (pidfd) {
            pidfd.close();
        }
    }

    @Override
    public Pid pid() {
        return pid;
    }

    @Override
    public CompletableFuture<ExitStatus> exited() {
        return exited;
    }

    @Override
    public Optional<Fd> terminal() {
        return terminal;
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
    public void resize(TerminalSize size) {
        terminal.filter(Fd::isOpen).ifPresent(master -> Pty.resize(master, size));
    }
}
