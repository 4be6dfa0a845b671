package io.jstack.cli.commands;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jstack.engine.Filters;
import io.jstack.engine.HostContainer;
import io.jstack.engine.Resource;
import io.jstack.engine.SystemAccess;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code jstack container ls}. */
@Command(
        name = "ls",
        aliases = {"ps", "list"},
        header = "$ jstack container ls -a",
        description = "List containers, those of stacks and those made alone, the newest first.")
final class ContainerPsCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int COMMAND_WIDTH = 20;
    private static final List<Listing.Column> COLUMNS = List.of(
            new Listing.Column("CONTAINER ID", "ID"),
            new Listing.Column("IMAGE", "Image").spared(1),
            new Listing.Column("COMMAND", "Command").spared(3),
            new Listing.Column("CREATED", "RunningFor").spared(2),
            new Listing.Column("STATUS", "Status"),
            new Listing.Column("PORTS", "Ports"),
            new Listing.Column("NAMES", "Names"));

    private final Invocation run;

    @Option(
            names = {"-a", "--all"},
            description = "Also what does not run.")
    private boolean all;

    @Option(
            names = {"-l", "--latest"},
            description = "Only the newest, running or not.")
    private boolean latest;

    @Option(
            names = {"-n", "--last"},
            paramLabel = "N",
            description = "Only the N newest, running or not.")
    private int last;

    @Option(
            names = {"-f", "--filter"},
            paramLabel = "KEY=VALUE",
            description = "name, id, status, label, ancestor, network, exited, health.")
    private List<String> filters = new ArrayList<>();

    @Option(
            names = {"-s", "--size"},
            description = "And what each has written.")
    private boolean sizes;

    @Mixin
    private Listing listing = new Listing();

    ContainerPsCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        Filters wanted = FilterFlags.parse(
                filters, Set.of("name", "id", "status", "label", "ancestor", "network", "exited", "health"));
        boolean any = all
                || latest
                || last > 0
                || wanted.wanted().containsKey("status")
                || wanted.wanted().containsKey("exited");
        Instant now = Instant.now();
        List<ObjectNode> rows = HostContainer.all(run.projects()).stream()
                .filter(one -> any || one.isUp())
                .filter(one -> one.isWanted(wanted, () -> labels(one)))
                .sorted(Comparator.comparing(
                                (HostContainer one) -> one.status().container().created())
                        .reversed())
                .limit(latest ? 1 : last > 0 ? last : Long.MAX_VALUE)
                .map(one -> row(one, now))
                .toList();
        List<Listing.Column> columns = new ArrayList<>(COLUMNS);
        if (sizes) {
            columns.add(new Listing.Column("SIZE", "Size"));
            addSizes(rows);
        }
        listing.print(run, columns, rows, row -> row.path("ID").asText());
        return ExitCode.OK;
    }

    private void addSizes(List<ObjectNode> rows) {
        Map<String, String> written = new TreeMap<>();
        run.stacks().system().usage().stream()
                .filter(usage -> usage.kind() == SystemAccess.Kind.CONTAINERS)
                .flatMap(usage -> usage.items().stream())
                .forEach(item -> written.put(item.name(), item.size().toString()));
        rows.forEach(
                row -> row.put("Size", written.getOrDefault(row.path("Names").asText(), "")));
    }

    /** Only its inspection has them. */
    private Map<String, String> labels(HostContainer one) {
        Map<String, String> labels = new TreeMap<>();
        run.stacks().inspect(Resource.CONTAINER, one.name()).ifPresent(json -> {
            try {
                JSON.readTree(json)
                        .path(0)
                        .path("Config")
                        .path("Labels")
                        .properties()
                        .forEach(label ->
                                labels.put(label.getKey(), label.getValue().asText()));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("the engine's own JSON", e);
            }
        });
        return labels;
    }

    private ObjectNode row(HostContainer one, Instant now) {
        ObjectNode row = ContainerJson.of(one.project(), one.status(), now);
        String command = row.path("Command").asText().replaceAll("\\s+", " ");
        boolean shorten = !listing.isWhole() && command.length() > COMMAND_WIDTH;
        return row.put("ID", listing.id(one.id().value()))
                .put("Command", '"' + (shorten ? command.substring(0, COMMAND_WIDTH - 1) + "…" : command) + '"')
                .put("Labels", Pairs.text(labels(one)));
    }
}
