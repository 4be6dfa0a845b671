package io.jstack.cli.commands;

import java.util.List;

/** Colours for a terminal, ECMA-48 SGR; nothing at all where they are not wanted. */
enum Ansi {
    ON,
    OFF;

    private static final List<String> PREFIXES = List.of("36", "33", "32", "35", "34", "96", "93", "92", "95", "94");

    String bold(String text) {
        return paint("1", text);
    }

    String dim(String text) {
        return paint("2", text);
    }

    String red(String text) {
        return paint("31", text);
    }

    String green(String text) {
        return paint("32", text);
    }

    String yellow(String text) {
        return paint("33", text);
    }

    String blue(String text) {
        return paint("34", text);
    }

    /** One of ten colours that stand apart, for the n-th of several. */
    String nth(int n, String text) {
        return paint(PREFIXES.get(Math.floorMod(n, PREFIXES.size())), text);
    }

    private String paint(String code, String text) {
        return this == ON ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
