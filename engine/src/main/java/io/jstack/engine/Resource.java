package io.jstack.engine;

/** The kinds of things an engine has names for; {@code docker inspect --type}. */
public enum Resource {
    /** Whichever kind bears the name. */
    ANY,
    CONTAINER,
    NETWORK,
    VOLUME,
    IMAGE
}
