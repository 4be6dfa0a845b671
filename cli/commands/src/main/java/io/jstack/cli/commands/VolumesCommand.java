package io.jstack.cli.commands;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code jstack volumes}. */
@Command(name = "volumes", header = "$ jstack volumes", description = "List the volumes of the project.")
final class VolumesCommand implements Callable<Integer> {
    private static final String PROJECT = "com.docker.compose.project";

    private final Invocation run;

    @Parameters(paramLabel = "SERVICE", description = "Only those that these mount.")
    private List<String> services = new ArrayList<>();

    @Mixin
    private final Listing listing = new Listing();

    VolumesCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        String project = run.project();
        List<String> users = run.projects().ps(project).stream()
                .map(status -> status.container())
                .filter(container -> services.contains(container.service()))
                .map(container -> container.name())
                .toList();
        List<ObjectNode> rows = run.stacks().volumes().list().stream()
                .filter(volume -> project.equals(volume.labels().get(PROJECT)))
                .filter(volume -> services.isEmpty() || volume.users().stream().anyMatch(users::contains))
                .map(VolumeLsCommand::row)
                .toList();
        listing.print(
                run, VolumeLsCommand.COLUMNS, rows, row -> row.path("Name").asText());
        return ExitCode.OK;
    }
}
