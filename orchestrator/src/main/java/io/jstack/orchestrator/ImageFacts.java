package io.jstack.orchestrator;

import io.jstack.orchestrator.model.Healthcheck;
import java.util.Optional;

/**
 * What the orchestrator must know of an image.
 *
 * @param id the digest of its config, {@code sha256:…}
 * @param healthcheck its HEALTHCHECK
 */
public record ImageFacts(String id, Optional<Healthcheck> healthcheck) {}
