package io.jstack.orchestrator;

/**
 * One way in which the host no longer is as it was made, although it exists.
 *
 * @param kind stable, for scripts
 * @param cause for people: {@code veth of backend is gone}
 * @param repair the smallest change that puts it right
 */
public record Drift(Kind kind, String cause, Repair repair) {
    /** What went astray. */
    public enum Kind {
        LIMITS_CHANGED,
        FROZEN,
        LINK_GONE,
        ADDRESS_CHANGED,
        BRIDGE_GONE,
        RULES_GONE,
        PORT_GONE,
        HOSTS_EDITED,
        RESOLV_CONF_EDITED,
        HOLDER_GONE,
        MOUNT_STALE,
        CONTENT_CHANGED,
        FILES_GONE,
        VOLUME_GONE,
        NAMESPACE_GONE
    }

    /** How much has to happen. */
    public enum Repair {
        /** The engine puts it right under the running process. */
        IN_PLACE,
        /** The process must be started anew in the same container. */
        RESTART,
        /** The container must be made anew. */
        RECREATE,
        /** Only a person can decide: shown, never touched. */
        ASK
    }

    @Override
    public String toString() {
        return cause;
    }
}
