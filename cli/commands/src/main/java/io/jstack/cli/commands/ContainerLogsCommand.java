package io.jstack.cli.commands;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jstack container logs}. */
@Command(
        name = "logs",
        header = "$ jstack container logs -f --tail 20 web",
        description = "Print what a container wrote.")
final class ContainerLogsCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(paramLabel = "CONTAINER", description = "Whose.")
    private String name = "";

    @Option(
            names = {"-f", "--follow"},
            description = "Go on as lines come; Ctrl-C ends it.")
    private boolean follow;

    @Option(
            names = {"-n", "--tail"},
            paramLabel = "LINES",
            converter = Converters.Lines.class,
            description = "Only so many last lines.")
    private int tail = Converters.Lines.ALL;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = Converters.Point.class,
            description = "Only later lines: 10m (ago), 2026-01-02T15:04:05Z.")
    private Optional<Instant> since = Optional.empty();

    @Option(
            names = "--until",
            paramLabel = "TIME",
            converter = Converters.Point.class,
            description = "Only earlier lines.")
    private Optional<Instant> until = Optional.empty();

    @Option(
            names = {"-t", "--timestamps"},
            description = "Show when each line was written.")
    private boolean timestamps;

    ContainerLogsCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws InterruptedException {
        HostContainer container = HostContainer.find(run, name);
        LogPrinter printer = new LogPrinter(run, LogFlags.withoutPrefix(), timestamps);
        int number = container.status().container().number();
        try {
            run.stacks()
                    .logs(
                            container.project(),
                            new Stacks.Logs(
                                    container.service(),
                                    number > 0 ? OptionalInt.of(number) : OptionalInt.empty(),
                                    tail == Converters.Lines.ALL ? OptionalInt.empty() : OptionalInt.of(tail),
                                    since,
                                    until,
                                    follow),
                            printer);
        } finally {
            printer.caughtUp();
        }
        return ExitCode.OK;
    }
}
