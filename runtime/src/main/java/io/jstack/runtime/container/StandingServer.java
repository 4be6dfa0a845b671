package io.jstack.runtime.container;

import io.jstack.runtime.Captured;
import io.jstack.runtime.ExitStatus;
import io.jstack.runtime.kernel.KernelException;
import io.jstack.runtime.kernel.Pid;
import io.jstack.runtime.oci.ProcessSpec;
import io.jstack.runtime.oci.Seccomp;
import io.jstack.values.JstackException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The {@link ForkServer} of one run of a container, which is started when something is to be run there a first time, and again when it was
 * lost. Who asks is left to run it by an ordinary exec where there is none: while it is in use, where other containers can see its
 * processes, where tasks are few, or where it was lost too often, as under a filter that forbids it what it does. Safe for use by several
 * threads.
 */
final class StandingServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("runtime");
    private static final int MOST_LOST = 3;

    /** Where fewer tasks may be, one that stays is one too many. */
    private static final long FEWEST_TASKS = 64;

    private final Execs execs;
    private final Supplier<Execs.Into> into;
    private final LongSupplier taskLimit;
    private Optional<Standing> free = Optional.empty();
    private boolean isTaken;
    private boolean isClosed;
    private int lost;

    /** What it starts. */
    private record Program(ProcessSpec process, Optional<Seccomp> seccomp) {}

    private record Standing(Program program, ForkServer server, Pid init) {}

    /**
     * @param into throws where nothing may be started in the container now
     * @param taskLimit of the container
     */
    StandingServer(Execs execs, Supplier<Execs.Into> into, LongSupplier taskLimit) {
        this.execs = execs;
        this.into = into;
        this.taskLimit = taskLimit;
    }

    /**
     * Runs a program to its end; empty where it was not run.
     *
     * @param ended is told its status, also where it was killed
     * @throws JstackException where the program is not found, or nothing may be started now
     */
    Optional<Captured> run(
            ProcessSpec process, Optional<Seccomp> seccomp, Duration patience, int most, Consumer<ExitStatus> ended) {
        if (!take()) {
            return Optional.empty();
        }
        Optional<Standing> standing = Optional.empty();
        try {
            standing = standing(new Program(process, seccomp));
            return standing.map(found -> found.server().run(patience, most, ended));
        } catch (KernelException | UncheckedIOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a health test was not run  cause=\"{0}\"", e.getMessage());
            return Optional.empty();
        } finally {
            giveBack(standing);
        }
    }

    private synchronized boolean take() {
        if (isTaken || isClosed || lost >= MOST_LOST) {
            return false;
        }
        isTaken = true;
        return true;
    }

    private Optional<Standing> standing(Program wanted) {
        Optional<Standing> found = rested();
        if (found.filter(standing -> isFit(standing, wanted)).isPresent()) {
            return found;
        }
        found.ifPresent(standing -> standing.server().close());
        Execs.Into place = into.get();
        if (!isWelcome(place, wanted)) {
            lose();
            return Optional.empty();
        }
        String file = execs.find(place, wanted.process());
        try {
            ForkServer server = ForkServer.start(execs, place, wanted.process(), file, wanted.seccomp());
            return Optional.of(new Standing(wanted, server, place.init()));
        } catch (JstackException | KernelException e) {
            LOG.log(System.Logger.Level.DEBUG, "no fork server in {0}  cause=\"{1}\"", place.id(), e.getMessage());
            lose();
            return Optional.empty();
        }
    }

    private boolean isFit(Standing standing, Program wanted) {
        return standing.program().equals(wanted) && !execs.shared().isJoined(standing.init());
    }

    /** Whether nobody else sees it, and nothing is counted that it would take a part of. */
    private boolean isWelcome(Execs.Into place, Program wanted) {
        return execs.shared().isAlone(place.init())
                && taskLimit.getAsLong() >= FEWEST_TASKS
                && wanted.process().rlimits().stream()
                        .noneMatch(limit -> limit.type().equals("RLIMIT_NPROC"));
    }

    private synchronized Optional<Standing> rested() {
        Optional<Standing> found = free;
        free = Optional.empty();
        return found;
    }

    private synchronized void lose() {
        lost++;
    }

    private void giveBack(Optional<Standing> standing) {
        if (!rests(standing)) {
            standing.ifPresent(unfit -> unfit.server().close());
        }
    }

    private synchronized boolean rests(Optional<Standing> standing) {
        isTaken = false;
        boolean isSpent = standing.filter(used -> used.server().isSpent()).isPresent();
        lost += isSpent ? 1 : 0;
        if (isSpent || isClosed) {
            return false;
        }
        free = standing;
        return true;
    }

    /** It ends now, or when what it runs has ended. */
    @Override
    public void close() {
        finish().ifPresent(standing -> standing.server().close());
    }

    private synchronized Optional<Standing> finish() {
        isClosed = true;
        return rested();
    }
}
