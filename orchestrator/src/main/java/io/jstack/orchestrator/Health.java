package io.jstack.orchestrator;

import java.util.Locale;

/** A container's health, in Docker's words. */
public enum Health {
    /** It has no health check. */
    NONE,
    STARTING,
    HEALTHY,
    UNHEALTHY;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
