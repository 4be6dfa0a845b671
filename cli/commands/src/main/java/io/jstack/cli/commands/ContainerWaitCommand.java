package io.jstack.cli.commands;

import io.jstack.engine.HostContainer;
import io.jstack.orchestrator.ExitStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code jstack container wait}. */
@Command(
        name = "wait",
        header = "$ jstack container wait job",
        description = "Wait until containers have ended, and print their exit codes.")
final class ContainerWaitCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(arity = "1..*", paramLabel = "CONTAINER", description = "Names or ids.")
    private List<String> names = new ArrayList<>();

    ContainerWaitCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        for (String name : names) {
            HostContainer container = HostContainer.find(run.projects(), name);
            ExitStatus status = container.isAlive()
                    ? run.projects().awaitExit(container.project(), container.id())
                    : container.status().container().exit().orElse(ExitStatus.unknown());
            run.out()
                    .println(
                            status.code().isPresent()
                                    ? Integer.toString(status.code().getAsInt())
                                    : "unknown");
        }
        return ExitCode.OK;
    }
}
