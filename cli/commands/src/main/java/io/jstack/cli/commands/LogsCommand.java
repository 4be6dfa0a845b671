package io.jstack.cli.commands;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jstack logs}. */
@Command(
        name = "logs",
        header = "$ jstack logs -f --tail 20 web",
        description = "Print what the containers wrote, merged by time.")
final class LogsCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(paramLabel = "SERVICE", description = "Only these.")
    private List<String> services = new ArrayList<>();

    @Option(
            names = {"-f", "--follow"},
            description = "Go on as lines come; Ctrl-C ends it.")
    private boolean follow;

    @Option(
            names = {"-n", "--tail"},
            paramLabel = "LINES",
            converter = Converters.Lines.class,
            description = "Only so many last lines of each container.")
    private int tail = Converters.Lines.ALL;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = Converters.Point.class,
            description = "Only later lines: 10m (ago), 2026-01-02T15:04:05Z, or a Unix time.")
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

    @Option(names = "--index", paramLabel = "N", description = "Only the n-th replica.")
    private int index;

    @Mixin
    private final LogFlags flags = new LogFlags();

    LogsCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws InterruptedException {
        String project = run.project();
        LogPrinter printer = new LogPrinter(run, flags, timestamps);
        run.projects().ps(project).stream()
                .filter(status -> services.isEmpty()
                        || services.contains(status.container().service()))
                .forEach(status ->
                        printer.expect(shortName(project, status.container().name())));
        try {
            run.stacks()
                    .logs(
                            project,
                            new Stacks.Logs(
                                    services,
                                    index > 0 ? OptionalInt.of(index) : OptionalInt.empty(),
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

    /** {@code db-1} of {@code shop-db-1}. */
    static String shortName(String project, String name) {
        return name.startsWith(project + "-") ? name.substring(project.length() + 1) : name;
    }
}
