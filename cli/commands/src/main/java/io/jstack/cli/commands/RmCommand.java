package io.jstack.cli.commands;

import io.jstack.orchestrator.ContainerStatus;
import io.jstack.orchestrator.Engine.AnonymousVolumes;
import io.jstack.orchestrator.Projects;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jstack rm}. */
@Command(
        name = "rm",
        header = "$ jstack rm -sf web",
        description = "Remove stopped containers. Data outside of volumes is lost.")
final class RmCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(paramLabel = "SERVICE", description = "Which; all when none is named.")
    private List<String> services = new ArrayList<>();

    @Option(
            names = {"-f", "--force"},
            description = "Do not ask.")
    private boolean force;

    @Option(
            names = {"-s", "--stop"},
            description = "Stop running ones first.")
    private boolean stop;

    @Option(
            names = {"-v", "--volumes"},
            description = "Remove their anonymous volumes too.")
    private boolean volumes;

    RmCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        String project = run.project();
        List<String> names = run.projects().ps(project).stream()
                .map(ContainerStatus::container)
                .filter(container -> services.isEmpty() || services.contains(container.service()))
                .filter(container -> stop || !container.isAlive())
                .map(container -> container.name())
                .toList();
        if (!names.isEmpty()
                && !force
                && !Question.isAgreed(run, "Going to remove " + String.join(", ", names), "jstack rm -f")) {
            return ExitCode.FAILED;
        }
        Projects.RemoveOptions options =
                new Projects.RemoveOptions(stop, volumes ? AnonymousVolumes.REMOVE : AnonymousVolumes.KEEP);
        try (ProgressDisplay progress = run.progress()) {
            run.projects().rm(project, services, options, progress);
        }
        if (names.isEmpty()) {
            run.err().println("No stopped containers");
        }
        return ExitCode.OK;
    }
}
