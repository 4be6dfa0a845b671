package io.jstack.cli.commands;

import io.jstack.orchestrator.Projects;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jstack restart}. */
@Command(
        name = "restart",
        header = "$ jstack restart web",
        description = "Stop and start services again, dependencies first.")
final class RestartCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(paramLabel = "SERVICE", description = "Which; all when none is named.")
    private List<String> services = new ArrayList<>();

    @Option(
            names = {"-t", "--timeout"},
            paramLabel = "SECONDS",
            converter = Converters.Seconds.class,
            description = "Time between the stop signal and SIGKILL, instead of each service's stop_grace_period.")
    private Optional<Duration> timeout = Optional.empty();

    @Option(names = "--no-deps", description = "Leave alone services that depend on them.")
    private boolean noDependants;

    RestartCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        String project = run.project();
        try (ProgressDisplay progress = run.progress()) {
            run.projects()
                    .restart(
                            project,
                            services,
                            timeout,
                            noDependants ? Projects.Follow.NOBODY : Projects.Follow.DEPENDANTS,
                            progress);
        }
        return ExitCode.OK;
    }
}
