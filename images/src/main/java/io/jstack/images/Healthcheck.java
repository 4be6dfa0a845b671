package io.jstack.images;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How an image's containers are probed: Dockerfile {@code HEALTHCHECK}, Docker image config {@code Healthcheck}. A field that is
 * absent takes the engine's default.
 *
 * @param test {@code [NONE]}, {@code [CMD, …]} or {@code [CMD-SHELL, text]}
 */
public record Healthcheck(
        List<String> test,
        Optional<Duration> interval,
        Optional<Duration> timeout,
        Optional<Duration> startPeriod,
        Optional<Duration> startInterval,
        Optional<Integer> retries) {
    public Healthcheck {
        test = List.copyOf(test);
    }

    /** {@code HEALTHCHECK NONE}: the base image's probe is turned off. */
    public static Healthcheck none() {
        return new Healthcheck(
                List.of("NONE"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** Whether this says that there is no probe. */
    public boolean isNone() {
        return !test.isEmpty() && test.get(0).equals("NONE");
    }
}
