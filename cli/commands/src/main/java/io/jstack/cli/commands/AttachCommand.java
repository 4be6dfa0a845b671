package io.jstack.cli.commands;

import io.jstack.orchestrator.Observed;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

    @Mixin
    private final AttachFlags flags = new AttachFlags();

    AttachCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws InterruptedException {
        Observed.OfContainer container = run.running(
                        run.project(), service, index > 0 ? OptionalInt.of(index) : OptionalInt.empty())
                .container();
        return flags.attach(run, container.id(), container.name(), "jstack attach " + service);
    }
}
