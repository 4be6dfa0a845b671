package io.jstack.cli.commands;

import io.jstack.engine.terminal.StandardStream;
import io.jstack.engine.terminal.Terminal;
import io.jstack.values.ContainerId;
import java.io.InputStream;
import java.util.OptionalInt;
import picocli.CommandLine.Option;

/** The caller's end of a container's first process: {@code attach}, {@code run} and {@code start -a}. */
final class Joined {
    static final String USUAL_KEYS = "ctrl-p,ctrl-q";

    @Option(
            names = "--detach-keys",
            paramLabel = "KEYS",
            description = "Let go of the terminal; " + USUAL_KEYS + " unless given.")
    private String keys = USUAL_KEYS;

    @Option(
            names = "--sig-proxy",
            arity = "0..1",
            defaultValue = "true",
            fallbackValue = "true",
            paramLabel = "true|false",
            description = "Without a terminal, hand signals on to the process; the default.")
    private boolean signals = true;

    /** Joins, now or by starting it; ends with the process's exit code, empty when it was left by the keys. */
    interface Way {
        OptionalInt join(Stacks.Io io, String keys) throws InterruptedException;
    }

    /** Where both ends are terminals: the caller's is raw meanwhile, so that every key goes through. */
    @SuppressWarnings("try") // closing it is all that is wanted of it
    OptionalInt onTerminal(Invocation run, InputStream in, Way way) throws InterruptedException {
        try (Terminal.RawMode raw = run.terminal().rawMode()) {
            return way.join(ExecCommand.io(run.terminal(), in), keys);
        }
    }

    /** Where they are not. */
    OptionalInt onStreams(Invocation run, ContainerId id, InputStream in, Way way) throws InterruptedException {
        if (!signals) {
            return way.join(ExecCommand.io(run.terminal(), in), keys);
        }
        SignalPass passing = new SignalPass(run.stacks(), id, Thread.currentThread());
        run.terminal().onSignal(passing);
        try {
            return way.join(ExecCommand.io(run.terminal(), in), keys);
        } finally {
            passing.end();
        }
    }

    /** Where nothing is typed: an interrupt leaves it. */
    OptionalInt looking(Invocation run, Way way) throws InterruptedException {
        return way.join(ExecCommand.io(run.terminal(), InputStream.nullInputStream()), keys);
    }

    static void tellLeft(Invocation run, String name) {
        // the cursor stands where the container left it
        run.err().println("\ndetached; " + name + " still runs");
    }

    /** Starts a container with the caller at its other end: {@code run}, {@code start -a}. */
    OptionalInt fromItsStart(Invocation run, ContainerId id, InputStream in, Runnable start)
            throws InterruptedException {
        Way way = (io, detach) -> run.stacks().attach(id, io, detach, start);
        return run.stacks().hasTerminal(id) && run.terminal().isTerminal(StandardStream.OUT)
                ? onTerminal(run, in, way)
                : onStreams(run, id, in, way);
    }
}
