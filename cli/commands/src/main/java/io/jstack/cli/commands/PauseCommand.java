package io.jstack.cli.commands;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code jstack pause}. */
@Command(name = "pause", header = "$ jstack pause web", description = "Freeze the containers of services.")
final class PauseCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(paramLabel = "SERVICE", description = "Which; all when none is named.")
    private List<String> services = new ArrayList<>();

    PauseCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        String project = run.project();
        try (ProgressDisplay progress = run.progress()) {
            run.projects().pause(project, services, progress);
        }
        return ExitCode.OK;
    }
}
