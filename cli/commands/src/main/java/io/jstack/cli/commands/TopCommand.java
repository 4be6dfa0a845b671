package io.jstack.cli.commands;

import io.jstack.orchestrator.ContainerStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code jstack top}. */
@Command(
        name = "top",
        header = "$ jstack top web",
        description = "Show the processes of containers, with the host's pids.")
final class TopCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(paramLabel = "SERVICE", description = "Whose; of all when none is named.")
    private List<String> services = new ArrayList<>();

    TopCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        for (ContainerStatus status : run.projects().ps(run.project())) {
            boolean named =
                    services.isEmpty() || services.contains(status.container().service());
            if (!named || !status.container().isAlive()) {
                continue;
            }
            run.out().println(status.container().name());
            List<List<String>> rows = run.stacks().top(status.container().id());
            Table table = new Table(rows.get(0));
            rows.stream().skip(1).forEach(table::row);
            table.print(run.out());
            run.out().println();
        }
        return ExitCode.OK;
    }
}
