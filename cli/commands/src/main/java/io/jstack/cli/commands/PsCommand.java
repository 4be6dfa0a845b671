package io.jstack.cli.commands;

import io.jstack.orchestrator.ContainerStatus;
import io.jstack.values.JstackException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jstack ps}. */
@Command(name = "ps", header = "$ jstack ps -a --format json", description = "List the project's containers.")
final class PsCommand implements Callable<Integer> {
    private static final int COMMAND_WIDTH = 20;

    private final Invocation run;

    @Parameters(paramLabel = "SERVICE", description = "Only these.")
    private List<String> services = new ArrayList<>();

    @Option(
            names = {"-a", "--all"},
            description = "Also what does not run, and one-off containers.")
    private boolean all;

    @Option(
            names = "--format",
            paramLabel = "FORM",
            description = "table, json (one object a line), or '{{.Name}} {{.State}}'.")
    private String format = "table";

    @Option(
            names = {"-q", "--quiet"},
            description = "Only ids.")
    private boolean quiet;

    @Option(names = "--services", description = "Only the services' names.")
    private boolean onlyServices;

    @Option(names = "--no-trunc", description = "Do not shorten anything.")
    private boolean whole;

    @Option(
            names = "--status",
            paramLabel = "STATE",
            description = "Only containers in that state: running, exited, crash-loop …")
    private List<String> states = new ArrayList<>();

    @Option(names = "--filter", paramLabel = "status=STATE", description = "The same, as docker compose writes it.")
    private Optional<String> filter = Optional.empty();

    @Option(
            names = "--orphans",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            arity = "0..1",
            description = "Also containers of services the file does not have; the default.")
    private boolean orphans;

    PsCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        String project = run.project();
        List<ContainerStatus> rows =
                run.projects().ps(project).stream().filter(this::isWanted).toList();
        if (!orphans) {
            List<String> known = run.load().stack().services().keySet().stream().toList();
            rows = rows.stream()
                    .filter(row -> known.contains(row.container().service()))
                    .toList();
        }
        if (quiet) {
            rows.forEach(row -> run.out().println(row.container().id()));
        } else if (onlyServices) {
            rows.stream().map(row -> row.container().service()).distinct().forEach(run.out()::println);
        } else if (format.equals("json")) {
            rows.forEach(row -> run.out().println(ContainerJson.of(project, row, Instant.now())));
        } else if (Template.isOne(format)) {
            Template template = Template.of(format);
            rows.forEach(row -> run.out().println(template.fill(ContainerJson.of(project, row, Instant.now()))));
        } else if (format.equals("table")) {
            table(rows);
        } else {
            throw new JstackException(
                    CommandError.USAGE, "--format does not know " + format, "--format table|json|'{{.Name}}'");
        }
        return ExitCode.OK;
    }

    private boolean isWanted(ContainerStatus row) {
        if (!services.isEmpty() && !services.contains(row.container().service())) {
            return false;
        }
        List<String> wanted = new ArrayList<>(states);
        filter.filter(text -> text.startsWith("status="))
                .ifPresent(text -> wanted.add(text.substring("status=".length())));
        if (filter.isPresent() && wanted.size() == states.size()) {
            throw new JstackException(
                    CommandError.USAGE, "--filter does not know " + filter.get(), "--filter status=running");
        }
        if (!wanted.isEmpty()) {
            return wanted.contains(row.phase().toString());
        }
        return all
                || switch (row.phase()) {
                    case RUNNING, PAUSED, RESTARTING, CRASH_LOOP -> true;
                    case CREATED, EXITED, DEAD -> false;
                };
    }

    private void table(List<ContainerStatus> rows) {
        Instant now = Instant.now();
        Table table = new Table("NAME", "IMAGE", "COMMAND", "SERVICE", "CREATED", "STATUS", "PORTS");
        for (ContainerStatus row : rows) {
            table.row(
                    row.container().name(),
                    row.container().image(),
                    command(row.container().command()),
                    row.container().service(),
                    StatusText.created(row, now),
                    StatusText.of(row, now),
                    ports(row));
        }
        table.print(run.out());
    }

    private String command(String command) {
        String line = command.replaceAll("\\s+", " ");
        return '"'
                + (whole || line.length() <= COMMAND_WIDTH ? line : line.substring(0, COMMAND_WIDTH - 1) + "…")
                + '"';
    }

    private static String ports(ContainerStatus row) {
        return row.container().publishes().stream()
                .map(publish -> publish.toString().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }
}
