package io.jstack.engine;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which lines of a project's logs are wanted.
 *
 * @param services empty: all
 * @param index the replica's number; empty: all
 * @param tail so many last lines of each container; empty: all
 */
public record LogRequest(
        String project,
        List<String> services,
        OptionalInt index,
        OptionalInt tail,
        Optional<Instant> since,
        Optional<Instant> until,
        Follow follow) {
    public LogRequest {
        services = List.copyOf(services);
    }

    /** What becomes of lines that are yet to be written. */
    public enum Follow {
        NOTHING,
        /** They are waited for, until all of the containers have ended. */
        TO_THE_END,
        /** They are waited for, also those of containers that come later. */
        FOR_EVER
    }
}
