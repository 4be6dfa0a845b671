package io.jstack.cli.commands;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.jstack.orchestrator.ContainerStatus;
import io.jstack.values.JstackException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jstack images}. */
@Command(
        name = "images",
        header = "$ jstack images --all",
        description = "List the images the project's containers were made from.")
final class ImagesCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Invocation run;

    @Parameters(paramLabel = "SERVICE", description = "Only of these.")
    private List<String> services = new ArrayList<>();

    @Option(
            names = {"-a", "--all"},
            description = "Every image in the store; needs no stack file.")
    private boolean all;

    @Option(names = "--format", paramLabel = "FORM", description = "table or json.")
    private String format = "table";

    @Option(
            names = {"-q", "--quiet"},
            description = "Only ids.")
    private boolean quiet;

    @Option(names = "--tree", description = "Each image with its names and layers beneath it.")
    private boolean tree;

    ImagesCommand(Invocation run) {
        this.run = run;
    }

    /** @param container empty for an image of the store */
    private record Row(String container, Stacks.StoredImage image) {}

    @Override
    public Integer call() {
        List<Row> rows = all
                ? run.stacks().images().stream()
                        .map(image -> new Row("", image))
                        .toList()
                : ofContainers();
        if (tree) {
            List<String> ids = rows.stream().map(row -> row.image().id()).toList();
            new ImageTree(run.images())
                    .print(
                            run.images().list().stream()
                                    .filter(image -> ids.contains(image.id()))
                                    .toList(),
                            run.out());
        } else if (quiet) {
            rows.stream()
                    .map(row -> row.image().id().replaceFirst("^sha256:", ""))
                    .distinct()
                    .forEach(run.out()::println);
        } else if (format.equals("json")) {
            ArrayNode json = JSON.createArrayNode();
            rows.forEach(row -> json.addObject()
                    .put("ContainerName", row.container())
                    .put("Repository", row.image().repository())
                    .put("Tag", row.image().tag())
                    .put("ID", row.image().id())
                    .put("Size", row.image().size().value())
                    .put("Created", row.image().created().toString()));
            run.out().println(json);
        } else if (format.equals("table")) {
            print(rows);
        } else {
            throw new JstackException(CommandError.USAGE, "--format does not know " + format, "--format table|json");
        }
        return ExitCode.OK;
    }

    private void print(List<Row> rows) {
        Instant now = Instant.now();
        Table table = all
                ? new Table("REPOSITORY", "TAG", "IMAGE ID", "CREATED", "SIZE")
                : new Table("CONTAINER", "REPOSITORY", "TAG", "IMAGE ID", "CREATED", "SIZE");
        for (Row row : rows) {
            List<String> cells = new ArrayList<>(all ? List.of() : List.of(row.container()));
            String id = row.image().id().replaceFirst("^sha256:", "");
            cells.addAll(List.of(
                    row.image().repository(),
                    row.image().tag(),
                    id.substring(0, Math.min(12, id.length())),
                    Ago.words(Duration.between(row.image().created(), now)) + " ago",
                    row.image().size().toString()));
            table.row(cells);
        }
        table.print(run.out());
    }

    private List<Row> ofContainers() {
        Map<String, Stacks.StoredImage> byId = new LinkedHashMap<>();
        run.stacks().images().forEach(image -> byId.putIfAbsent(image.id(), image));
        List<Row> rows = new ArrayList<>();
        for (ContainerStatus status : run.projects().ps(run.project())) {
            Stacks.StoredImage image = byId.get(status.container().imageId());
            if (image != null
                    && (services.isEmpty()
                            || services.contains(status.container().service()))) {
                rows.add(new Row(status.container().name(), image));
            }
        }
        return rows;
    }
}
