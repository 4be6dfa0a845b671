package io.jstack.runtime.container;

import io.jstack.runtime.Captured;
import io.jstack.runtime.ExecSpec;
import io.jstack.runtime.ExitStatus;
import io.jstack.runtime.Stdio;
import io.jstack.runtime.kernel.Errno;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.KernelException;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.NativeMemory;
import io.jstack.runtime.kernel.NullDevice;
import io.jstack.runtime.kernel.Pid;
import io.jstack.runtime.kernel.Pidfd;
import io.jstack.runtime.kernel.Pipe;
import io.jstack.runtime.kernel.Poll;
import io.jstack.runtime.kernel.SocketPair;
import io.jstack.runtime.kernel.Syscall;
import io.jstack.runtime.oci.ProcessSpec;
import io.jstack.runtime.oci.Seccomp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A small process in a container that starts one program there whenever it is asked to. It was made as any exec is, with the container's
 * namespaces, groups, rights and filter, and what it starts inherits them: a vfork(2) where each exec from outside needs a thread that
 * joins six namespaces and a process that is moved into ten groups. It is the container's, which may stop it, kill it and, where it may
 * trace, change it: what it answers is believed as far as what the program itself would say, and nothing it does holds up the engine. It
 * ends with the container, and when the socket is closed, and so with the engine. Not thread-safe.
 */
final class ForkServer implements Capture.Subject, AutoCloseable {
    private static final int SIGKILL = 9;
    private static final int SIGCONT = 18;
    private static final int SIGSTOP = 19;
    private static final Duration AFTER_KILL = Duration.ofSeconds(2);
    private static final Duration TRIAL = Duration.ofSeconds(2);

    private final Execs.Begun process;
    /** Where nothing comes back. */
    private final Fd requests;

    private final Fd answers;
    /** What its children read; for this container alone, since a lock on it is one on whatever shares it. */
    private final Fd input;

    private final long uid;
    /** As long as it has been asked something, and not answered that and no more. */
    private boolean isSpent;

    private ForkServer(Execs.Begun process, Fd requests, Fd answers, Fd input, long uid) {
        this.process = process;
        this.requests = requests;
        this.answers = answers;
        this.input = input;
        this.uid = uid;
    }

    /**
     * Starts one, and sees that it can do there what it is for.
     *
     * @param file which the program is there
     * @throws io.jstack.values.JstackException as an exec
     * @throws KernelException where the host or the container's filter or limits allow no such process
     */
    static ForkServer start(Execs execs, Execs.Into into, ProcessSpec process, String file, Optional<Seccomp> seccomp) {
        try (Descriptors open = new Descriptors()) {
            SocketPair sockets = SocketPair.oneWay();
            Fd requests = open.add(sockets.ours());
            Fd requested = open.add(sockets.its());
            Pipe pipe = Pipe.open();
            Fd answers = open.add(pipe.read());
            Fd answering = open.add(pipe.write());
            Linux.fcntl(answers, Linux.F_SETFL, Linux.O_NONBLOCK);
            Fd input = open.add(NullDevice.open(Linux.O_RDONLY));
            Execs.Begun begun = begin(execs, into, process, file, seccomp, requested, answering);
            execs.reapLater(begun);
            ForkServer server = new ForkServer(
                    begun, requests, answers, input, process.user().uid());
            server.tryOut();
            open.keep();
            return server;
        }
    }

    /** @param requests closed here, as {@code answers}: what it has itself tells of its end */
    private static Execs.Begun begin(
            Execs execs,
            Execs.Into into,
            ProcessSpec process,
            String file,
            Optional<Seccomp> seccomp,
            Fd requests,
            Fd answers) {
        List<String> args = new ArrayList<>(List.of(ForkServerProgram.NAME, process.cwd(), file));
        args.addAll(process.args());
        try (requests;
                answers;
                Fd program = ForkServerProgram.make()) {
            Stdio stdio = new Stdio.Streams(requests, answers, program);
            return execs.beginOwn(into, new ExecSpec(process.withArgs(args), seccomp, stdio));
        }
    }

    private void tryOut() {
        try (Fd nothing = NullDevice.open(Linux.O_WRONLY)) {
            ask(ForkServerProgram.TRIAL, nothing);
            if (!Poll.readable(TRIAL, answers)[0]
                    || status(Instant.now()).number().orElse(1) != 0) {
                throw new KernelException(Errno.ETIMEDOUT, "vfork", ForkServerProgram.NAME);
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Runs the program to its end; it is killed, with its children, when that takes too long.
     *
     * @param ended is told its status, also where it was killed
     * @throws KernelException where it was not run
     */
    Captured run(Duration patience, int most, Consumer<ExitStatus> ended) {
        try (Pipe output = Pipe.open()) {
            Descent.giveTo(uid, output.write());
            ask(ForkServerProgram.RUN, output.write());
            output.write().close();
            Capture capture = new Capture(this, output.read(), most);
            Captured captured = capture.await(patience);
            capture.end().ifPresent(ended);
            return captured;
        }
    }

    private void ask(byte what, Fd output) {
        isSpent = true;
        SocketPair.send(requests, what, input, output);
    }

    /** Whether nothing more can be had from it. */
    boolean isSpent() {
        return isSpent;
    }

    @Override
    public Fd ending() {
        return answers;
    }

    @Override
    public ExitStatus status(Instant now) {
        NativeMemory answer = NativeMemory.ofSize(ForkServerProgram.ANSWER + 1);
        if (Linux.raw(Syscall.READ, answers, answer, answer.size()) != ForkServerProgram.ANSWER) {
            return ExitStatus.ofWaitStatus(SIGKILL, now); // with it the program was killed
        }
        int errno = answer.getInt(0);
        if (errno != 0) {
            throw new KernelException(Errno.of(errno), "execve", ForkServerProgram.NAME);
        }
        isSpent = false;
        return ExitStatus.ofWaitStatus(answer.getInt(Integer.BYTES), now);
    }

    /** It is stopped meanwhile, that it may not reap what is about to be killed. One that has not begun yet ends instead. */
    @Override
    public void kill() {
        if (Pidfd.signal(process.pidfd(), SIGSTOP)) {
            List<Pid> children = children();
            children.forEach(this::killChild);
            Pidfd.signal(process.pidfd(), children.isEmpty() ? SIGKILL : SIGCONT);
        }
    }

    private List<Pid> children() {
        return ProcessHandle.of(process.pid().value()).stream()
                .flatMap(ProcessHandle::children)
                .map(child -> new Pid(Math.toIntExact(child.pid())))
                .toList();
    }

    private void killChild(Pid child) {
        try (Fd pidfd = Pidfd.open(child)) {
            // asked now that the descriptor is there: both numbers may have become another's meanwhile
            if (Pidfd.parent(child).filter(process.pid()::equals).isPresent() && Pidfd.isAlive(process.pidfd())) {
                Pidfd.signalGroup(pidfd, child, SIGKILL);
                Pidfd.signal(pidfd, SIGKILL);
            }
        } catch (KernelException e) {
            return; // it has ended
        }
    }

    @Override
    public Duration patience() {
        return AFTER_KILL;
    }

    /** Ends it; what it started and was not seen to the end of ends too. */
    @Override
    public void close() {
        requests.close();
        answers.close();
        input.close();
        try (Fd pidfd = process.pidfd()) {
            if (Pidfd.signal(pidfd, SIGSTOP)) {
                children().forEach(this::killChild);
                Pidfd.signal(pidfd, SIGKILL);
            }
        }
    }
}
