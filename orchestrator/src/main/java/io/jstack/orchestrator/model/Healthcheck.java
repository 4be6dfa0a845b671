package io.jstack.orchestrator.model;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * {@code healthcheck}, field by field; what is empty comes from the image's HEALTHCHECK, then from the defaults (30 s, 30 s, 3, 0 s).
 *
 * @param test {@code [CMD, …]}, {@code [CMD-SHELL, text]} or {@code [NONE]}
 * @param startInterval empty: 100 ms growing to 1 s while starting
 */
public record Healthcheck(
        Optional<List<String>> test,
        Optional<Duration> interval,
        Optional<Duration> timeout,
        Optional<Integer> retries,
        Optional<Duration> startPeriod,
        Optional<Duration> startInterval,
        boolean disabled) {}
