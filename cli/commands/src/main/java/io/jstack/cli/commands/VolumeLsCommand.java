package io.jstack.cli.commands;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jstack.engine.Filters;
import io.jstack.engine.HostVolumes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code jstack volume ls}. */
@Command(
        name = "ls",
        header = "$ jstack volume ls --filter dangling=true",
        description = "List the volumes of this host.")
final class VolumeLsCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();
    static final List<Listing.Column> COLUMNS =
            List.of(new Listing.Column("DRIVER", "Driver"), new Listing.Column("VOLUME NAME", "Name"));

    private final Invocation run;

    @Mixin
    private Listing listing = new Listing();

    @Option(
            names = {"-f", "--filter"},
            paramLabel = "KEY=VALUE",
            description = "name, label, driver, dangling.")
    private List<String> filters = new ArrayList<>();

    VolumeLsCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        Filters wanted = FilterFlags.parse(filters, Set.of("name", "label", "driver", "dangling"));
        List<ObjectNode> rows = run.stacks().volumes().list().stream()
                .filter(volume -> wanted.allow("name", volume.name()::contains))
                .filter(volume -> wanted.allow("driver", volume.driver()::equals))
                .filter(volume -> wanted.allow(
                        "dangling",
                        text -> Boolean.parseBoolean(text) == volume.users().isEmpty()))
                .filter(volume -> wanted.allowLabels(volume.labels()))
                .map(VolumeLsCommand::row)
                .toList();
        listing.print(run, COLUMNS, rows, row -> row.path("Name").asText());
        return ExitCode.OK;
    }

    static ObjectNode row(HostVolumes.Found volume) {
        return JSON.createObjectNode()
                .put("Driver", volume.driver())
                .put("Name", volume.name())
                .put("Scope", "local")
                .put("Mountpoint", volume.mountpoint().toString())
                .put("Links", Integer.toString(volume.users().size()))
                .put("Labels", Pairs.text(volume.labels()));
    }
}
