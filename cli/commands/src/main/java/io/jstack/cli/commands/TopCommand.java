package io.jstack.cli.commands;

import io.jstack.orchestrator.ContainerStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
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

    @Option(
            names = {"-w", "--watch"},
            description = "Show them again and again; Ctrl-C ends it.")
    private boolean watch;

    TopCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (watch) {
            return new LiveView(run).show(this::text);
        }
        run.out().print(text());
        return ExitCode.OK;
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (ContainerStatus status : run.projects().ps(run.project())) {
            boolean named =
                    services.isEmpty() || services.contains(status.container().service());
            if (!named || !status.container().isAlive()) {
                continue;
            }
            List<List<String>> rows = run.stacks().top(status.container().id());
            Table table = new Table(rows.get(0));
            rows.stream().skip(1).forEach(table::row);
            text.append(status.container().name())
                    .append('\n')
                    .append(table.text(Integer.MAX_VALUE))
                    .append('\n');
        }
        return text.toString();
    }
}
