package io.jstack.cli.commands;

import io.jstack.orchestrator.ContainerStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code jstack stats}. */
@Command(
        name = "stats",
        header = "$ jstack stats --no-stream web",
        description = "Show what the project's containers use, again and again; Ctrl-C ends it.")
final class StatsCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(paramLabel = "SERVICE", description = "Only these.")
    private List<String> services = new ArrayList<>();

    @Mixin
    private final StatsView view = new StatsView();

    StatsCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws InterruptedException {
        String project = run.project();
        return view.show(
                run,
                () -> run.projects().ps(project).stream()
                        .map(ContainerStatus::container)
                        .filter(container -> services.isEmpty() || services.contains(container.service()))
                        .toList());
    }
}
