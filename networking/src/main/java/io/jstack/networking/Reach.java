package io.jstack.networking;

/** How far the containers of a network get. */
public enum Reach {
    /** To each other, to published ports, and through masquerading to wherever the host gets. */
    OUTSIDE,
    /** To each other and to the gateway's address only: Compose {@code internal: true}. */
    INTERNAL
}
