package io.jstack.cli.commands;

import io.jstack.engine.ImageFilter;
import io.jstack.engine.SystemAccess;
import io.jstack.orchestrator.Engine.AnonymousVolumes;
import io.jstack.orchestrator.ProjectStatus;
import io.jstack.orchestrator.Projects;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code jstack system prune}. */
@Command(
        name = "prune",
        header = "$ jstack system prune -f",
        description =
                "Remove stopped containers, networks of projects that are gone, dangling images, the build cache.")
final class SystemPruneCommand implements Callable<Integer> {
    private final Invocation run;

    @Option(
            names = {"-a", "--all"},
            description = "Every image that no container uses.")
    private boolean all;

    @Option(
            names = "--filter",
            paramLabel = "KEY=VALUE",
            description = "Of images: until=24h, label=NAME, label!=NAME.")
    private List<String> filters = new ArrayList<>();

    @Option(names = "--volumes", description = "Also anonymous volumes that no container uses.")
    private boolean volumes;

    @Option(
            names = {"-f", "--force"},
            description = "Do not ask.")
    private boolean force;

    SystemPruneCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        ImageFilter filter = PruneFilters.parse(filters, Instant.now());
        if (!force && !run.isConfirmed(question(), "jstack system prune -f")) {
            return ExitCode.FAILED;
        }
        try (ProgressDisplay progress = run.progress()) {
            for (ProjectStatus project : run.projects().list()) {
                run.projects()
                        .rm(
                                project.name(),
                                List.of(),
                                new Projects.RemoveOptions(false, AnonymousVolumes.KEEP),
                                progress);
            }
        }
        SystemAccess system = run.stacks().system();
        if (volumes) {
            system.pruneAnonymousVolumes().forEach(name -> run.out().println("Deleted volume: " + name));
        }
        SystemAccess.Pruned pruned = all ? system.pruneAll(filter) : system.prune(filter);
        pruned.networks().forEach(name -> run.out().println("Deleted network: " + name));
        ImagePruneCommand.print(pruned.images(), run.out());
        return ExitCode.OK;
    }

    private String question() {
        return "This removes all stopped containers, networks of projects that are gone, "
                + (all ? "images that no container uses, " : "dangling images, ")
                + (volumes ? "unused anonymous volumes, " : "")
                + "and the build cache. Go on?";
    }
}
