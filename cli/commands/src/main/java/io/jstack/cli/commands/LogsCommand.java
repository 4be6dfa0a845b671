package io.jstack.cli.commands;

import io.jstack.engine.LogRequest;
import java.util.ArrayList;
import java.util.List;
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

    @Mixin
    private final LogLines lines = new LogLines();

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
        LogPrinter printer = new LogPrinter(run, flags, lines.isTimed());
        run.projects().ps(project).stream()
                .filter(status -> services.isEmpty()
                        || services.contains(status.container().service()))
                .forEach(status ->
                        printer.expect(shortName(project, status.container().name())));
        try {
            OptionalInt replica = index > 0 ? OptionalInt.of(index) : OptionalInt.empty();
            run.stacks().logs(project, lines.of(services, replica, LogRequest.Follow.FOR_EVER), printer);
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
