package io.jstack.cli.commands;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jstack start}. */
@Command(name = "start", header = "$ jstack start web", description = "Start existing containers, dependencies first.")
final class StartCommand implements Callable<Integer> {
    private static final Duration NO_LIMIT = Duration.ofDays(365);

    private final Invocation run;

    @Parameters(paramLabel = "SERVICE", description = "Which; all when none is named.")
    private List<String> services = new ArrayList<>();

    @Option(names = "--wait", description = "Return once they are running and healthy.")
    private boolean wait;

    @Option(
            names = "--wait-timeout",
            paramLabel = "SECONDS",
            converter = Converters.Seconds.class,
            description = "How long --wait waits.")
    private Optional<Duration> waitTimeout = Optional.empty();

    StartCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        String project = run.project();
        try (ProgressDisplay progress = run.progress()) {
            run.projects().start(project, services, progress);
            if (wait) {
                run.projects().awaitReady(project, services, waitTimeout.orElse(NO_LIMIT), progress);
            }
        }
        return ExitCode.OK;
    }
}
