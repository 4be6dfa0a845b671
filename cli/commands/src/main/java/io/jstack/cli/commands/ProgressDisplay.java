package io.jstack.cli.commands;

import io.jstack.engine.terminal.StandardStream;
import io.jstack.orchestrator.Progress;

/** What a command is doing, for the one who waits. Closing writes the last state. */
interface ProgressDisplay extends Progress, AutoCloseable {
    @Override
    void close();

    static ProgressDisplay of(Invocation run, ProgressMode mode) {
        return switch (mode) {
            case TTY -> new ProgressScreen(run.terminal(), run.ansi(StandardStream.ERR));
            case PLAIN -> new ProgressLines(run.err(), ProgressLines.Form.TEXT);
            case JSON -> new ProgressLines(run.err(), ProgressLines.Form.JSON);
            case QUIET -> new ProgressLines(run.err(), ProgressLines.Form.FAILURES);
        };
    }

    /** {@code Container web-db-1}. */
    static String subject(Progress.Step step) {
        String resource = step.resource().name();
        return resource.charAt(0) + resource.substring(1).toLowerCase(java.util.Locale.ROOT) + " " + step.name();
    }
}
