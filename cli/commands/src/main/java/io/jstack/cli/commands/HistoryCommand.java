package io.jstack.cli.commands;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jstack.cli.commands.Listing.Column;
import io.jstack.engine.Ago;
import io.jstack.engine.ImageAccess.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jstack history}. */
@Command(name = "history", header = "$ jstack history app:1", description = "Show how an image was made, newest first.")
final class HistoryCommand implements Callable<Integer> {
    private static final int WIDTH = 45;

    private final Invocation run;

    @Parameters(paramLabel = "IMAGE", description = "A name or an id.")
    private String image = "";

    @Mixin
    private Listing listing = new Listing();

    @Option(
            names = {"-H", "--human"},
            arity = "0..1",
            fallbackValue = "true",
            paramLabel = "BOOL",
            description = "Sizes and times for people (the default).")
    private boolean human = true;

    HistoryCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        String id = run.images().id(image);
        String shown = listing.isWhole() ? id : listing.id(id);
        Instant now = Instant.now();
        List<ObjectNode> rows = new ArrayList<>();
        for (Step step : run.images().history(image)) {
            rows.add(row(step, rows.isEmpty() ? shown : "<missing>", now));
        }
        List<Column> columns = List.of(
                new Column("IMAGE", "ID"),
                human ? new Column("CREATED", "CreatedSince") : new Column("CREATED AT", "CreatedAt"),
                new Column("CREATED BY", "CreatedBy"),
                new Column("SIZE", "Size"),
                new Column("COMMENT", "Comment"));
        listing.print(run, columns, rows, row -> row.path("ID").asText());
        return ExitCode.OK;
    }

    private ObjectNode row(Step step, String id, Instant now) {
        String by = listing.isWhole() || step.createdBy().length() <= WIDTH
                ? step.createdBy()
                : step.createdBy().substring(0, WIDTH - 1) + "…";
        return JsonNodeFactory.instance
                .objectNode()
                .put("ID", id)
                .put(
                        "CreatedSince",
                        step.created()
                                .map(time -> Ago.words(Duration.between(time, now)) + " ago")
                                .orElse("N/A"))
                .put("CreatedAt", step.created().map(Instant::toString).orElse(""))
                .put("CreatedBy", by.replace('\n', ' '))
                .put(
                        "Size",
                        human
                                ? step.size().toString()
                                : Long.toString(step.size().value()))
                .put("Comment", step.comment());
    }
}
