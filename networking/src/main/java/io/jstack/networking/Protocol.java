package io.jstack.networking;

import java.util.Locale;

/** The transport protocols that can be published. */
public enum Protocol {
    TCP(6),
    UDP(17);

    private final int number;

    Protocol(int number) {
        this.number = number;
    }

    /** The number of the IP header, from IANA's list. */
    int number() {
        return number;
    }

    /** As Compose writes it, {@code tcp}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
