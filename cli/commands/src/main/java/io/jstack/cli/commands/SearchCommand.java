package io.jstack.cli.commands;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jstack.cli.commands.Listing.Column;
import io.jstack.engine.Filters;
import io.jstack.engine.RegistryAccess.Found;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jstack search}. */
@Command(
        name = "search",
        header = "$ jstack search postgres",
        description = "Search Docker Hub, or the registry that TERM begins with, where it has a search.")
final class SearchCommand implements Callable<Integer> {
    private static final int WIDTH = 45;

    private static final List<Column> COLUMNS = List.of(
            new Column("NAME", "Name"),
            new Column("DESCRIPTION", "Description"),
            new Column("STARS", "StarCount"),
            new Column("OFFICIAL", "IsOfficial"));

    private final Invocation run;

    @Parameters(paramLabel = "TERM", description = "What to look for.")
    private String term = "";

    @Option(names = "--limit", paramLabel = "N", description = "At most so many.")
    private int limit = 25;

    @Option(
            names = {"-f", "--filter"},
            paramLabel = "KEY=VALUE",
            description = "stars, at least; is-official.")
    private List<String> filters = new ArrayList<>();

    @Mixin
    private Listing listing = new Listing();

    SearchCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws InterruptedException {
        Filters wanted = FilterFlags.parse(filters, Set.of("stars", "is-official"));
        List<ObjectNode> rows = run.stacks().registries().search(term, limit).stream()
                .filter(found -> wanted.allow("stars", least -> found.stars() >= Integer.parseInt(least)))
                .filter(found -> wanted.allow("is-official", text -> found.isOfficial() == Boolean.parseBoolean(text)))
                .map(this::row)
                .toList();
        listing.print(run, COLUMNS, rows, row -> row.path("Name").asText());
        return ExitCode.OK;
    }

    private ObjectNode row(Found found) {
        String said = found.description();
        return JsonNodeFactory.instance
                .objectNode()
                .put("Name", found.name())
                .put(
                        "Description",
                        listing.isWhole() || said.length() <= WIDTH ? said : said.substring(0, WIDTH - 1) + "…")
                .put("StarCount", Integer.toString(found.stars()))
                .put("IsOfficial", found.isOfficial() ? "[OK]" : "");
    }
}
