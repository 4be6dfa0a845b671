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
 * @param follow go on with what comes later, also of containers that come later
 */
public record LogRequest(
        String project,
        List<String> services,
        OptionalInt index,
        OptionalInt tail,
        Optional<Instant> since,
        Optional<Instant> until,
        boolean follow) {
    public LogRequest {
        services = List.copyOf(services);
    }
}
