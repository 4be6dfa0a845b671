package io.jstack.cli.commands;

import io.jstack.orchestrator.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jstack events}. */
@Command(
        name = "events",
        header = "$ jstack events --since 10m",
        description = "Show what happens to the project, and why; Ctrl-C ends it.")
final class EventsCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(paramLabel = "SERVICE", description = "Only of these.")
    private List<String> services = new ArrayList<>();

    @Option(names = "--json", description = "One object a line.")
    private boolean json;

    @Mixin
    private final EventStream stream = new EventStream();

    EventsCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws InterruptedException {
        stream.follow(run, Optional.of(run.project()), this::print);
        return ExitCode.OK;
    }

    private void print(Event event) {
        if (services.isEmpty() || event.service().filter(services::contains).isPresent()) {
            run.out().println(json ? EventStream.json(event) : EventStream.text(event));
        }
    }
}
