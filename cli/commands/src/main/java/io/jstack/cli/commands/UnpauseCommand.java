package io.jstack.cli.commands;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code jstack unpause}. */
@Command(name = "unpause", header = "$ jstack unpause web", description = "Let frozen containers go on.")
final class UnpauseCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(paramLabel = "SERVICE", description = "Which; all when none is named.")
    private List<String> services = new ArrayList<>();

    UnpauseCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        String project = run.project();
        try (ProgressDisplay progress = run.progress()) {
            run.projects().unpause(project, services, progress);
        }
        return ExitCode.OK;
    }
}
