package io.jstack.orchestrator.model;

/**
 * One entry of {@code depends_on}, written or implied (links, volumes_from, {@code service:x} namespaces).
 *
 * @param restart the dependant is restarted when the dependency was
 * @param required false: only a warning when the dependency is missing or fails
 */
public record Dependency(String service, Condition condition, boolean restart, boolean required) {
    /** When a dependant may start. */
    public enum Condition {
        STARTED,
        HEALTHY,
        COMPLETED_SUCCESSFULLY;

        /** As the specification writes it: {@code service_healthy}. */
        public String key() {
            return "service_" + name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
