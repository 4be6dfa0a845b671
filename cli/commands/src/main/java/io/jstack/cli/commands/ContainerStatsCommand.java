package io.jstack.cli.commands;

import io.jstack.engine.HostContainer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code jstack container stats}. */
@Command(
        name = "stats",
        header = "$ jstack container stats --no-stream web",
        description = "Show what containers use, again and again; Ctrl-C ends it.")
final class ContainerStatsCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(paramLabel = "CONTAINER", description = "Which; all when none is named.")
    private List<String> names = new ArrayList<>();

    @Mixin
    private final StatsView view = new StatsView();

    ContainerStatsCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws InterruptedException {
        return view.show(
                run,
                () -> (names.isEmpty()
                                ? HostContainer.all(run.projects()).stream()
                                : names.stream().map(name -> HostContainer.find(run.projects(), name)))
                        .map(one -> one.status().container())
                        .toList());
    }
}
