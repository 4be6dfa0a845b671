package io.jstack.cli.commands;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jstack stop}. */
@Command(
        name = "stop",
        header = "$ jstack stop web",
        description = "Stop services, dependants first, and keep their containers.")
final class StopCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(paramLabel = "SERVICE", description = "Which; all when none is named.")
    private List<String> services = new ArrayList<>();

    @Option(
            names = {"-t", "--timeout"},
            paramLabel = "SECONDS",
            converter = Converters.Seconds.class,
            description = "Time between the stop signal and SIGKILL, instead of each service's stop_grace_period.")
    private Optional<Duration> timeout = Optional.empty();

    StopCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        String project = run.project();
        try (ProgressDisplay progress = run.progress()) {
            run.projects().stop(project, services, timeout, progress);
        }
        return ExitCode.OK;
    }
}
