package io.jstack.cli.commands;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jstack.values.JstackException;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** How a list of things is printed: as a table, as one JSON object a line, by a template, or as the names alone. */
final class Listing {
    @Option(names = "--format", paramLabel = "FORM", description = "table, json (one object a line), or '{{.Name}}'.")
    private String format = "table";

    @Option(
            names = {"-q", "--quiet"},
            description = "Only names or ids.")
    private boolean quiet;

    @Option(names = "--no-trunc", description = "Do not shorten anything.")
    private boolean whole;

    /** A column of the table, and the field of the object it shows. */
    record Column(String heading, String field) {}

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
        if (quiet) {
            rows.forEach(row -> run.out().println(name.apply(row)));
        } else if (format.equals("json")) {
            rows.forEach(run.out()::println);
        } else if (Template.isOne(format)) {
            boolean titled = format.startsWith("table ");
            Template template = Template.of(titled ? format.substring("table ".length()) : format);
            rows.forEach(row -> run.out().println(template.fill(row)));
        } else if (format.equals("table")) {
            Table table = new Table(columns.stream().map(Column::heading).toList());
            rows.forEach(row -> table.row(columns.stream()
                    .map(column -> text(row.path(column.field())))
                    .toList()));
            table.print(run.out());
        } else {
            throw new JstackException(
                    CommandError.USAGE, "--format does not know " + format, "--format table|json|'{{.Name}}'");
        }
    }

    private static String text(JsonNode value) {
        return value.isValueNode() ? value.asText() : value.toString();
    }
}
