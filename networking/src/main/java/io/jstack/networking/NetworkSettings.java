package io.jstack.networking;

import java.util.Map;

/**
 * What a host's administrator decides.
 *
 * @param instance the engine's instance name: nftables tables and link names derive from it
 * @param pool where subnets are chosen from
 * @param besideDocker what is done when a running Docker drops what it does not know
 */
public record NetworkSettings(String instance, Subnet pool, BesideDocker besideDocker) {
    /** The pool when nobody says otherwise. */
    public static final Subnet DEFAULT_POOL = Subnet.parse("10.64.0.0/12");

    public NetworkSettings {
        if (!instance.matches("[a-z][a-z0-9_-]{0,30}")) {
            throw new IllegalArgumentException(
                    "an instance name is a letter, then letters, digits, - and _: " + instance);
        }
    }

    public static NetworkSettings of(String instance) {
        return new NetworkSettings(instance, DEFAULT_POOL, BesideDocker.ACCEPT_IN_DOCKER_USER);
    }

    /** As the engine's environment says: {@code JSTACK_BESIDE_DOCKER=touch-nothing}. */
    public NetworkSettings with(Map<String, String> environment) {
        boolean nothing = environment.getOrDefault("JSTACK_BESIDE_DOCKER", "").equals("touch-nothing");
        return new NetworkSettings(instance, pool, nothing ? BesideDocker.TOUCH_NOTHING : besideDocker);
    }

    /** Docker's forward chain drops; a drop anywhere is final, so nothing but a rule in Docker's own chain for users helps. */
    public enum BesideDocker {
        /** Keep accept rules for our bridges in DOCKER-USER. */
        ACCEPT_IN_DOCKER_USER,
        /** Touch nothing; say what is cut off. */
        TOUCH_NOTHING
    }
}
