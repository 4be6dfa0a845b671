package io.jstack.cli.commands;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jstack.engine.Filters;
import io.jstack.engine.HostContainer;
import io.jstack.orchestrator.ProjectStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code jstack ls}. */
@Command(name = "ls", header = "$ jstack ls -a", description = "List the projects of this host.")
final class LsCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final List<Listing.Column> COLUMNS = List.of(
            new Listing.Column("NAME", "Name"),
            new Listing.Column("STATUS", "Status"),
            new Listing.Column("CONFIG FILES", "ConfigFiles"));

    private final Invocation run;

    @Option(
            names = {"-a", "--all"},
            description = "Also those of which nothing runs.")
    private boolean all;

    @Option(names = "--filter", paramLabel = "name=TEXT", description = "Only those with that in their name.")
    private List<String> filters = new ArrayList<>();

    @Mixin
    private final Listing listing = new Listing(Listing.Json.ARRAY);

    LsCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        Filters wanted = FilterFlags.parse(filters, Set.of("name"));
        List<ObjectNode> rows = run.projects().list().stream()
                .filter(project -> !project.name().startsWith(HostContainer.ALONE))
                .filter(project -> all || project.running() > 0)
                .filter(project -> wanted.allow("name", project.name()::contains))
                .map(project -> JSON.createObjectNode()
                        .put("Name", project.name())
                        .put("Status", status(project))
                        .put("ConfigFiles", files(project)))
                .toList();
        listing.print(run, COLUMNS, rows, row -> row.path("Name").asText());
        return ExitCode.OK;
    }

    private static String status(ProjectStatus project) {
        List<String> parts = new ArrayList<>();
        if (project.exited() > 0) {
            parts.add("exited(" + project.exited() + ")");
        }
        if (project.running() > 0) {
            parts.add("running(" + project.running() + ")");
        }
        return parts.isEmpty() ? "created" : String.join(", ", parts);
    }

    private static String files(ProjectStatus project) {
        return project.files().stream().map(Object::toString).collect(Collectors.joining(","));
    }
}
