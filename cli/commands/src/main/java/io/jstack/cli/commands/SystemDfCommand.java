package io.jstack.cli.commands;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jstack.cli.commands.Listing.Column;
import io.jstack.engine.SystemAccess.Item;
import io.jstack.engine.SystemAccess.Kind;
import io.jstack.engine.SystemAccess.Usage;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code jstack system df}. */
@Command(
        name = "df",
        header = "$ jstack system df",
        description = "Show the disk space of images, containers, volumes.")
final class SystemDfCommand implements Callable<Integer> {
    private static final List<Column> COLUMNS = List.of(
            new Column("TYPE", "Type"),
            new Column("TOTAL", "TotalCount"),
            new Column("ACTIVE", "Active"),
            new Column("SIZE", "Size"),
            new Column("RECLAIMABLE", "Reclaimable"));

    private final Invocation run;

    @Mixin
    private Listing listing = new Listing();

    @Option(
            names = {"-v", "--verbose"},
            description = "Each image, container and volume.")
    private boolean verbose;

    SystemDfCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        List<Usage> usage = run.stacks().system().usage();
        listing.print(
                run,
                COLUMNS,
                usage.stream().map(SystemDfCommand::row).toList(),
                row -> row.path("Type").asText());
        if (verbose) {
            usage.stream().filter(kind -> !kind.items().isEmpty()).forEach(this::items);
        }
        return ExitCode.OK;
    }

    private static ObjectNode row(Usage usage) {
        long size = usage.size().value();
        long percent = size == 0 ? 0 : usage.reclaimable().value() * 100 / size;
        return JsonNodeFactory.instance
                .objectNode()
                .put("Type", title(usage.kind()))
                .put("TotalCount", Integer.toString(usage.items().size()))
                .put("Active", Long.toString(usage.active()))
                .put("Size", usage.size().toString())
                .put("Reclaimable", usage.reclaimable() + " (" + percent + "%)");
    }

    private static String title(Kind kind) {
        return switch (kind) {
            case IMAGES -> "Images";
            case CONTAINERS -> "Containers";
            case VOLUMES -> "Local Volumes";
            case BUILD_CACHE -> "Build Cache";
        };
    }

    private void items(Usage usage) {
        run.out().println("\n" + title(usage.kind()) + ":\n");
        Table table = new Table("NAME", "USES", "SIZE", "SHARED");
        for (Item item : usage.items()) {
            table.row(
                    item.name().startsWith("sha256:") ? Words.shortId(item.name()) : item.name(),
                    Integer.toString(item.uses()),
                    item.size().toString(),
                    item.shared().toString());
        }
        table.print(run.out());
    }
}
