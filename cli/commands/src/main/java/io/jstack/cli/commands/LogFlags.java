package io.jstack.cli.commands;

import picocli.CommandLine.Option;

/** How {@code logs} and {@code up} show lines. */
final class LogFlags {
    @Option(names = "--no-color", description = "Plain output.")
    private boolean noColor;

    @Option(names = "--no-log-prefix", description = "Do not say whose line it is.")
    private boolean noPrefix;

    boolean isColoured() {
        return !noColor;
    }

    boolean isPrefixed() {
        return !noPrefix;
    }
}
