package io.jstack.cli.commands;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.jstack.orchestrator.ProjectStatus;
import io.jstack.values.JstackException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code jstack ls}. */
@Command(name = "ls", header = "$ jstack ls -a", description = "List the projects of this host.")
final class LsCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Invocation run;

    @Option(
            names = {"-a", "--all"},
            description = "Also those of which nothing runs.")
    private boolean all;

    @Option(names = "--format", paramLabel = "FORM", description = "table or json.")
    private String format = "table";

    @Option(
            names = {"-q", "--quiet"},
            description = "Only names.")
    private boolean quiet;

    LsCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        List<ProjectStatus> projects = run.projects().list().stream()
                .filter(project -> !project.name().startsWith(HostContainer.ALONE))
                .filter(project -> all || project.running() > 0)
                .toList();
        if (quiet) {
            projects.forEach(project -> run.out().println(project.name()));
        } else if (format.equals("json")) {
            ArrayNode json = JSON.createArrayNode();
            projects.forEach(project -> json.addObject()
                    .put("Name", project.name())
                    .put("Status", status(project))
                    .put("ConfigFiles", files(project)));
            run.out().println(json);
        } else if (format.equals("table")) {
            Table table = new Table("NAME", "STATUS", "CONFIG FILES");
            projects.forEach(project -> table.row(project.name(), status(project), files(project)));
            table.print(run.out());
        } else {
            throw new JstackException(CommandError.USAGE, "--format does not know " + format, "--format table|json");
        }
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
