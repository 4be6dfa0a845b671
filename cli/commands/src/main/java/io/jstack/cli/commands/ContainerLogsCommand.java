package io.jstack.cli.commands;

import io.jstack.engine.HostContainer;
import io.jstack.engine.LogRequest;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

    @Mixin
    private final LogLines lines = new LogLines();

    ContainerLogsCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws InterruptedException {
        HostContainer container = HostContainer.find(run.projects(), name);
        LogPrinter printer = new LogPrinter(run, LogFlags.withoutPrefix(), lines.isTimed());
        int number = container.status().container().number();
        try {
            OptionalInt replica = number > 0 ? OptionalInt.of(number) : OptionalInt.empty();
            run.stacks()
                    .logs(
                            container.project(),
                            lines.of(container.service(), replica, LogRequest.Follow.TO_THE_END),
                            printer);
        } finally {
            printer.caughtUp();
        }
        return ExitCode.OK;
    }
}
