package io.jstack.orchestrator.model;

import java.time.Duration;
import java.util.Optional;

/**
 * {@code x-jstack}, of the stack or of a service (which then wins).
 *
 * @param keep false: docker compose's behaviour, nothing is repaired after {@code up}
 * @param linkEnvironment false: links set no variables
 * @param publish the address ports without one are published on
 * @param probe a health probe made from outside, in the container's network namespace
 */
public record Extension(
        Optional<Boolean> keep, Optional<Boolean> linkEnvironment, Optional<String> publish, Optional<Probe> probe) {
    public static final Extension NONE =
            new Extension(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** A probe that needs no program in the image. */
    public sealed interface Probe {
        /** Healthy when a connection is accepted. */
        record Tcp(int port) implements Probe {}

        /** Healthy when the answer's status is 200 to 399. */
        record Http(int port, String path, Optional<Duration> timeout) implements Probe {}
    }
}
