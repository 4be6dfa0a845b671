package io.jstack.cli.commands;

import io.jstack.engine.LogRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Option;

/** Which lines of a log are shown, and whether it goes on. */
final class LogLines {
    @Option(
            names = {"-f", "--follow"},
            description = "Go on as lines come; Ctrl-C ends it.")
    private boolean follow;

    @Option(
            names = {"-n", "--tail"},
            paramLabel = "LINES",
            converter = Converters.Lines.class,
            description = "Only so many last lines of each container.")
    private int tail = Converters.Lines.ALL;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = Converters.Point.class,
            description = "Only later lines: 10m (ago), 2026-01-02T15:04:05Z, or a Unix time.")
    private Optional<Instant> since = Optional.empty();

    @Option(
            names = "--until",
            paramLabel = "TIME",
            converter = Converters.Point.class,
            description = "Only earlier lines.")
    private Optional<Instant> until = Optional.empty();

    @Option(
            names = {"-t", "--timestamps"},
            description = "Show when each line was written.")
    private boolean timestamps;

    boolean isTimed() {
        return timestamps;
    }

    /**
     * What is asked for, of these services, or one replica of theirs.
     *
     * @param following how {@code -f} is meant
     */
    Stacks.Logs of(List<String> services, OptionalInt index, LogRequest.Follow following) {
        return new Stacks.Logs(
                services,
                index,
                tail == Converters.Lines.ALL ? OptionalInt.empty() : OptionalInt.of(tail),
                since,
                until,
                follow ? following : LogRequest.Follow.NOTHING);
    }
}
