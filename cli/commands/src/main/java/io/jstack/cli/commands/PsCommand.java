package io.jstack.cli.commands;

import io.jstack.orchestrator.ContainerStatus;
import io.jstack.values.JstackException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

    @Mixin
    private final Listing listing = new Listing();

    @Option(names = "--services", description = "Only the services' names.")
    private boolean onlyServices;

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
        if (onlyServices) {
            rows.stream().map(row -> row.container().service()).distinct().forEach(run.out()::println);
            return ExitCode.OK;
        }
        Instant now = Instant.now();
        Map<String, String> ids = new HashMap<>();
        rows.forEach(row -> ids.put(row.container().name(), row.container().id().value()));
        listing.print(
                run,
                columns(),
                rows.stream().map(row -> ContainerJson.of(project, row, now)).toList(),
                row -> ids.getOrDefault(row.path("Name").asText(), ""));
        return ExitCode.OK;
    }

    private List<Listing.Column> columns() {
        return List.of(
                new Listing.Column("NAME", "Name"),
                new Listing.Column("IMAGE", "Image").spared(1),
                new Listing.Column("COMMAND", "Command", this::command).spared(3),
                new Listing.Column("SERVICE", "Service"),
                new Listing.Column("CREATED", "RunningFor").spared(2),
                new Listing.Column("STATUS", "Status"),
                new Listing.Column("PORTS", "Ports"));
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

    private String command(String command) {
        String line = command.replaceAll("\\s+", " ");
        return '"'
                + (listing.isWhole() || line.length() <= COMMAND_WIDTH
                        ? line
                        : line.substring(0, COMMAND_WIDTH - 1) + "…")
                + '"';
    }
}
