package io.jstack.cli.commands;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Columns of text, three spaces apart, each as wide as its widest cell: what {@code ps} and {@code images} print. */
final class Table {
    private static final int GAP = 3;

    /** Of a column that gives way to others. */
    private static final int NARROWEST = 8;

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
        out.print(text(Integer.MAX_VALUE));
        out.flush();
    }

    /** The table, in so many columns of characters: what is too wide is shortened, the widest cells first. */
    String text(int room) {
        int columns = rows.get(0).size();
        int[] widths = widths();
        fit(widths, room - GAP * (columns - 1));
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                String cell = row.get(i);
                String shown = cell.length() <= widths[i] ? cell : cell.substring(0, widths[i] - 1) + "…";
                text.append(shown);
                if (i < columns - 1) {
                    text.append(" ".repeat(widths[i] - shown.length() + GAP));
                }
            }
            text.append('\n');
        }
        return text.toString();
    }

    /** Columns of characters it takes, with nothing shortened. */
    int width() {
        int[] widths = widths();
        return Arrays.stream(widths).sum() + GAP * (widths.length - 1);
    }

    private int[] widths() {
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return widths;
    }

    private static void fit(int[] widths, int room) {
        while (Arrays.stream(widths).sum() > room) {
            int widest = 0;
            for (int i = 1; i < widths.length; i++) {
                widest = widths[i] > widths[widest] ? i : widest;
            }
            if (widths[widest] <= NARROWEST) {
                return;
            }
            widths[widest]--;
        }
    }
}
