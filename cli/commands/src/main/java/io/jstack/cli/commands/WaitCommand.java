package io.jstack.cli.commands;

import io.jstack.orchestrator.DownOptions;
import io.jstack.orchestrator.ExitStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jstack wait}. */
@Command(
        name = "wait",
        header = "$ jstack wait job",
        description = "Wait until the first container of the services ends; print its exit code and exit with it.")
final class WaitCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(arity = "1..*", paramLabel = "SERVICE", description = "For which.")
    private List<String> services = new ArrayList<>();

    @Option(names = "--down-project", description = "Take the project away then.")
    private boolean down;

    WaitCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        String project = run.project();
        ExitStatus status = run.projects().awaitFirstExit(project, services);
        int code = status.code().orElse(ExitCode.FAILED);
        run.out().println(code);
        if (down) {
            try (ProgressDisplay progress = run.progress()) {
                run.projects().down(project, DownOptions.DEFAULT, progress);
            }
        }
        return code;
    }
}
