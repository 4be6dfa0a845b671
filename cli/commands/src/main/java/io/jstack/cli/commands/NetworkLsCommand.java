package io.jstack.cli.commands;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jstack.engine.Filters;
import io.jstack.engine.HostNetworks;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code jstack network ls}. */
@Command(name = "ls", header = "$ jstack network ls", description = "List the networks of this host.")
final class NetworkLsCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<Listing.Column> COLUMNS = List.of(
            new Listing.Column("NETWORK ID", "ID"),
            new Listing.Column("NAME", "Name"),
            new Listing.Column("DRIVER", "Driver"),
            new Listing.Column("SCOPE", "Scope"));

    private final Invocation run;

    @Mixin
    private Listing listing = new Listing();

    @Option(
            names = {"-f", "--filter"},
            paramLabel = "KEY=VALUE",
            description = "name, id, label, driver, dangling.")
    private List<String> filters = new ArrayList<>();

    NetworkLsCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() {
        Filters wanted = FilterFlags.parse(filters, Set.of("name", "id", "label", "driver", "dangling"));
        List<ObjectNode> rows = run.stacks().networks().list().stream()
                .filter(network -> wanted.allow("name", network.name()::contains))
                .filter(network -> wanted.allow("id", network.id()::startsWith))
                .filter(network -> wanted.allow("driver", "bridge"::equals))
                .filter(network -> wanted.allow(
                        "dangling",
                        text -> Boolean.parseBoolean(text) == network.users().isEmpty()))
                .filter(network -> wanted.allowLabels(network.labels()))
                .map(this::row)
                .toList();
        listing.print(run, COLUMNS, rows, row -> row.path("ID").asText());
        return ExitCode.OK;
    }

    private ObjectNode row(HostNetworks.Found network) {
        ObjectNode row = JSON.createObjectNode()
                .put("ID", listing.id(network.id()))
                .put("Name", network.name())
                .put("Driver", "bridge")
                .put("Scope", "local")
                .put("Internal", Boolean.toString(network.internal()));
        row.put("Labels", Pairs.text(network.labels()));
        return row;
    }
}
