package io.jstack.images.store;

/** How much resistance a removal accepts. */
public enum Removal {
    /** Refuses an image in use, and an id with several names. */
    CAREFUL,
    /** {@code rmi -f}: drops every name; an image in use stays, nameless, until it is pruned. */
    FORCE
}
