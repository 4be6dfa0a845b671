package io.jstack.cli.commands;

import io.jstack.engine.terminal.StandardStream;
import io.jstack.engine.terminal.Terminal;
import io.jstack.orchestrator.ContainerStatus;
import io.jstack.values.ContainerId;
import io.jstack.values.JstackException;
import java.io.InputStream;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jstack attach}. */
@Command(
        name = "attach",
        header = "$ jstack attach web",
        description = "Join the input and output of a service's first process, until it ends or, on its terminal,"
                + " the detach keys are pressed.")
final class AttachCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(index = "0", paramLabel = "SERVICE", description = "Which.")
    private String service = "";

    @Option(names = "--index", paramLabel = "N", description = "The n-th replica.")
    private int index;

    @Option(
            names = "--detach-keys",
            paramLabel = "KEYS",
            description = "Let go of the terminal; ctrl-p,ctrl-q unless given.")
    private String detachKeys = "ctrl-p,ctrl-q";

    @Option(names = "--no-stdin", description = "Look only.")
    private boolean noStdin;

    @Option(
            names = "--sig-proxy",
            arity = "0..1",
            defaultValue = "true",
            fallbackValue = "true",
            paramLabel = "true|false",
            description = "Without a terminal, hand signals on to the process; the default.")
    private boolean signalProxy;

    AttachCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws InterruptedException {
        ContainerStatus container =
                run.running(run.project(), service, index > 0 ? OptionalInt.of(index) : OptionalInt.empty());
        ContainerId id = container.container().id();
        Terminal terminal = run.terminal();
        InputStream in = noStdin ? InputStream.nullInputStream() : terminal.in();
        if (!run.stacks().hasTerminal(id)) {
            return onStreams(id, in);
        }
        if (!noStdin && !terminal.isTerminal(StandardStream.IN)) {
            throw new JstackException(
                    CommandError.USAGE,
                    "service " + service + " has a terminal, and standard input is none",
                    "jstack attach --no-stdin " + service);
        }
        OptionalInt code = onTerminal(id, in);
        if (code.isEmpty()) {
            // the cursor stands where the container left it
            run.err().println("\ndetached; " + container.container().name() + " still runs");
        }
        return code.orElse(ExitCode.OK);
    }

    @SuppressWarnings("try") // closing it is all that is wanted of it
    private OptionalInt onTerminal(ContainerId id, InputStream in) throws InterruptedException {
        if (noStdin) {
            return run.stacks().join(id, ExecCommand.io(run.terminal(), in), detachKeys);
        }
        try (Terminal.RawMode raw = run.terminal().rawMode()) {
            return run.stacks().join(id, ExecCommand.io(run.terminal(), in), detachKeys);
        }
    }

    private int onStreams(ContainerId id, InputStream in) throws InterruptedException {
        if (!signalProxy) {
            return run.stacks()
                    .join(id, ExecCommand.io(run.terminal(), in), detachKeys)
                    .orElse(ExitCode.OK);
        }
        SignalPass signals = new SignalPass(run.stacks(), id, Thread.currentThread());
        run.terminal().onSignal(signals);
        try {
            return run.stacks()
                    .join(id, ExecCommand.io(run.terminal(), in), detachKeys)
                    .orElse(ExitCode.OK);
        } finally {
            signals.end();
        }
    }
}
