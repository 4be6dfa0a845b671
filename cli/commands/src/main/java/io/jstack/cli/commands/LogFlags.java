package io.jstack.cli.commands;

import picocli.CommandLine.Option;

/** How {@code logs} and {@code up} show lines. */
final class LogFlags {
    @Option(names = "--no-color", description = "Plain output.")
    private boolean noColor;

    @Option(names = "--no-log-prefix", description = "Do not say whose line it is.")
    private boolean noPrefix;

    /** For one container alone. */
    static LogFlags withoutPrefix() {
        LogFlags flags = new LogFlags();
        flags.noPrefix = true;
        return flags;
    }

    boolean isColoured() {
        return !noColor;
    }

    boolean isPrefixed() {
        return !noPrefix;
    }
}
