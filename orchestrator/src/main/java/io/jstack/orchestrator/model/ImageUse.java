package io.jstack.orchestrator.model;

import java.time.Duration;
import java.util.Optional;

/**
 * Where a service's image comes from.
 *
 * @param reference {@code image}, or {@code <project>-<service>} for a service that only has {@code build}
 * @param build how to make it, when it is built
 * @param refreshAfter of {@code daily}, {@code weekly} and {@code every_<duration>}
 * @param platform {@code os/arch[/variant]}
 */
public record ImageUse(
        String reference,
        Optional<Build> build,
        PullPolicy pull,
        Optional<Duration> refreshAfter,
        Optional<String> platform) {
    /** {@code pull_policy}; {@code UNSET} means missing for images, build for services with {@code build}. */
    public enum PullPolicy {
        UNSET,
        ALWAYS,
        NEVER,
        MISSING,
        BUILD,
        /** When it was last asked for longer ago than {@link ImageUse#refreshAfter}. */
        REFRESH
    }
}
