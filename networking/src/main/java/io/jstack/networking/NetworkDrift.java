package io.jstack.networking;

/**
 * One thing that is not as it should be.
 *
 * @param kind what sort of thing
 * @param subject which one: a network's, link's or sysctl's name, a host port, a container's id
 * @param sentence what a person reads, {@code bridge jb… of network web_default is gone}
 */
public record NetworkDrift(Kind kind, String subject, String sentence) {
    /** The sorts of drift. */
    public enum Kind {
        BRIDGE_MISSING,
        BRIDGE_DOWN,
        BRIDGE_ADDRESS_MISSING,
        ENDPOINT_MISSING,
        ENDPOINT_DOWN,
        TABLE_MISSING,
        TABLE_CHANGED,
        PORT_MISSING,
        FORWARDING_OFF,
        SYSCTL_CHANGED,
        DOCKER_USER_RULE_MISSING
    }
}
