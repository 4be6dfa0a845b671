package io.jstack.cli.commands;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jstack.engine.terminal.StandardStream;
import io.jstack.values.JstackException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** How a list of things is printed: as a table, as one JSON object a line, by a template, or as the names alone. */
final class Listing {
    private static final String TITLED = "table ";

    @Option(names = "--format", paramLabel = "FORM", description = "table, json, or '{{.Name}}'.")
    private String format = "table";

    @Option(
            names = {"-q", "--quiet"},
            description = "Only names or ids.")
    private boolean quiet;

    @Option(names = "--no-trunc", description = "Do not shorten anything.")
    private boolean whole;

    private final Json json;

    Listing() {
        this(Json.LINES);
    }

    Listing(Json json) {
        this.json = json;
    }

    /** What {@code --format json} prints of several objects. */
    enum Json {
        LINES,
        /** Where docker compose does. */
        ARRAY
    }

    /**
     * A column of the table.
     *
     * @param field of the object, which it shows
     * @param shown the field's text as a table has it
     * @param spared how readily it is left out of a terminal too narrow for all, the highest number first; 0 never
     */
    record Column(String heading, String field, UnaryOperator<String> shown, int spared) {
        Column(String heading, String field) {
            this(heading, field, UnaryOperator.identity());
        }

        Column(String heading, String field, UnaryOperator<String> shown) {
            this(heading, field, shown, 0);
        }

        Column spared(int readily) {
            return new Column(heading, field, shown, readily);
        }

        String cell(ObjectNode row) {
            JsonNode value = row.path(field);
            return shown.apply(value.isValueNode() ? value.asText() : value.toString());
        }
    }

    /** An id as people read it: twelve digits, or all of them by {@code --no-trunc}. */
    String id(String id) {
        String digits = id.replaceFirst("^sha256:", "");
        return whole ? digits : digits.substring(0, Math.min(12, digits.length()));
    }

    boolean isWhole() {
        return whole;
    }

    /**
     * Prints the rows.
     *
     * @param name what {@code -q} prints of one
     */
    void print(Invocation run, List<Column> columns, List<ObjectNode> rows, Function<ObjectNode, String> name) {
        run.out().print(text(run, columns, rows, name));
        run.out().flush();
    }

    /** What {@link #print} prints. */
    String text(Invocation run, List<Column> columns, List<ObjectNode> rows, Function<ObjectNode, String> name) {
        if (quiet) {
            return rows.stream().map(name).distinct().map(line -> line + "\n").collect(Collectors.joining());
        }
        if (format.equals("json")) {
            return json == Json.ARRAY ? rows + "\n" : lines(rows, ObjectNode::toString);
        }
        if (Template.isOne(format)) {
            boolean titled = format.startsWith(TITLED);
            return lines(rows, Template.of(titled ? format.substring(TITLED.length()) : format)::fill);
        }
        if (!format.equals("table")) {
            throw new JstackException(
                    CommandError.USAGE, "--format does not know " + format, "--format table|json|'{{.Name}}'");
        }
        int room = isShortened(run) ? run.terminal().size().columns() : Integer.MAX_VALUE;
        List<Column> shown = new ArrayList<>(columns);
        Table table = table(shown, rows);
        Optional<Column> spared = spared(shown);
        while (table.width() > room && spared.isPresent()) {
            shown.remove(spared.get());
            table = table(shown, rows);
            spared = spared(shown);
        }
        return table.text(room);
    }

    private static Table table(List<Column> columns, List<ObjectNode> rows) {
        Table table = new Table(columns.stream().map(Column::heading).toList());
        rows.forEach(row ->
                table.row(columns.stream().map(column -> column.cell(row)).toList()));
        return table;
    }

    private static Optional<Column> spared(List<Column> columns) {
        return columns.stream().filter(column -> column.spared() > 0).max(Comparator.comparingInt(Column::spared));
    }

    /** Whether it has to fit a screen. */
    boolean isShortened(Invocation run) {
        return !whole && format.equals("table") && run.terminal().isTerminal(StandardStream.OUT);
    }

    private static String lines(List<ObjectNode> rows, Function<ObjectNode, String> line) {
        return rows.stream().map(row -> line.apply(row) + "\n").collect(Collectors.joining());
    }
}
