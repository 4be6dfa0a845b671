package io.jstack.orchestrator;

import io.jstack.values.ContainerId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Something that happened to a project, and why.
 *
 * <p>Actions are Docker's words where there is one, as in {@code create}, {@code start}, {@code die}, {@code oom}, {@code stop}, {@code kill},
 * {@code destroy}, {@code health_status}; and ours: {@code restart-planned}, {@code crash-loop},
 * {@code unhealthy-restart}, {@code drift}, {@code repair}, {@code adopt}.
 *
 * @param sequence grows by one with each event of this engine's life
 * @param action what happened, see below
 * @param cause for people; may be empty
 * @param attributes such as {@code exitCode}, {@code name}
 */
public record Event(
        long sequence,
        Instant at,
        String project,
        Resource resource,
        String action,
        Optional<String> service,
        Optional<ContainerId> container,
        String name,
        String cause,
        Map<String, String> attributes) {
    public Event {
        attributes = java.util.Collections.unmodifiableMap(new TreeMap<>(attributes));
    }

    /** What it happened to. */
    public enum Resource {
        CONTAINER,
        NETWORK,
        VOLUME,
        IMAGE,
        PROJECT
    }
}
