package io.jstack.cli.commands;

/** {@code --progress}. */
enum ProgressMode {
    /** Lines that change in place. */
    TTY,
    /** A line for each change. */
    PLAIN,
    /** A JSON object for each change. */
    JSON,
    /** Only what failed. */
    QUIET
}
