package io.jstack.cli.commands;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jstack.engine.Ago;
import io.jstack.orchestrator.ContainerStatus;
import io.jstack.values.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

    @Mixin
    private final Listing listing = new Listing(Listing.Json.ARRAY);

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
            return ExitCode.OK;
        }
        Instant now = Instant.now();
        List<Listing.Column> columns = new ArrayList<>();
        if (!all) {
            columns.add(new Listing.Column("CONTAINER", "ContainerName"));
        }
        columns.add(new Listing.Column("REPOSITORY", "Repository"));
        columns.add(new Listing.Column("TAG", "Tag"));
        columns.add(new Listing.Column("IMAGE ID", "ID", listing::id));
        columns.add(new Listing.Column("CREATED", "Created", created -> since(created, now)));
        columns.add(new Listing.Column("SIZE", "Size", size -> new Bytes(Long.parseLong(size)).toString()));
        List<ObjectNode> objects = rows.stream().map(ImagesCommand::object).toList();
        listing.print(run, columns, objects, row -> row.path("ID").asText().replaceFirst("^sha256:", ""));
        return ExitCode.OK;
    }

    private static ObjectNode object(Row row) {
        return JSON.createObjectNode()
                .put("ContainerName", row.container())
                .put("Repository", row.image().repository())
                .put("Tag", row.image().tag())
                .put("ID", row.image().id())
                .put("Size", row.image().size().value())
                .put("Created", row.image().created().toString());
    }

    private static String since(String created, Instant now) {
        return Ago.words(Duration.between(Instant.parse(created), now)) + " ago";
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
