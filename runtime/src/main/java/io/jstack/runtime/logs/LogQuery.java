package io.jstack.runtime.logs;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Which lines are wanted.
 *
 * @param tail so many last lines of what is there; empty: all
 * @param since not before
 * @param until not after
 */
public record LogQuery(OptionalInt tail, Optional<Instant> since, Optional<Instant> until, Set<LogStream> streams) {
    /** Everything. */
    public static final LogQuery ALL =
            new LogQuery(OptionalInt.empty(), Optional.empty(), Optional.empty(), EnumSet.allOf(LogStream.class));

    public LogQuery {
        streams = Set.copyOf(streams);
    }

    public LogQuery withTail(int lines) {
        return new LogQuery(OptionalInt.of(lines), since, until, streams);
    }

    public LogQuery withSince(Instant time) {
        return new LogQuery(tail, Optional.of(time), until, streams);
    }

    public LogQuery withUntil(Instant time) {
        return new LogQuery(tail, since, Optional.of(time), streams);
    }

    public LogQuery withStreams(Set<LogStream> wanted) {
        return new LogQuery(tail, since, until, wanted);
    }
}
