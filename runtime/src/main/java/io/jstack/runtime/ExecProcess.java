package io.jstack.runtime;

import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.Pid;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A process started inside a running container; it lives and dies with the container's cgroup, and ends with its pid namespace. */
public interface ExecProcess {
    Pid pid();

    /** Completes when the process is gone. */
    CompletableFuture<ExitStatus> exited();

    /** The terminal's master where one was asked for; the caller's to close. */
    Optional<Fd> terminal();

    /** Sends a signal; nothing happens when the process is gone. */
    void kill(int signal);

    /** Sets the terminal's size; nothing happens without a terminal. */
    void resize(TerminalSize size);
}
