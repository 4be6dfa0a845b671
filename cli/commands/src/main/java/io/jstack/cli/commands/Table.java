package io.jstack.cli.commands;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Columns of text, three spaces apart, each as wide as its widest cell: what {@code ps} and {@code images} print. */
final class Table {
    private static final int GAP = 3;

    private final List<List<String>> rows = new ArrayList<>();

    Table(String... headings) {
        rows.add(List.of(headings));
    }

    Table(List<String> headings) {
        rows.add(List.copyOf(headings));
    }

    Table row(String... cells) {
        rows.add(List.of(cells));
        return this;
    }

    Table row(List<String> cells) {
        rows.add(List.copyOf(cells));
        return this;
    }

    void print(PrintStream out) {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                text.append(row.get(i));
                if (i < columns - 1) {
                    text.append(" ".repeat(widths[i] - row.get(i).length() + GAP));
                }
            }
            text.append('\n');
        }
        out.print(text);
        out.flush();
    }
}
