package io.jstack.networking;

/**
 * Host ports, one of which will be taken.
 *
 * @param first from 1
 * @param last included, up to 65535
 */
public record PortRange(int first, int last) {
    /** Where a port is chosen from when the file names none: IANA's dynamic ports. */
    public static final PortRange DYNAMIC = new PortRange(49153, 65535);

    public PortRange {
        if (first < 1 || last > 65535 || first > last) {
            throw new IllegalArgumentException("not a range of ports: %d-%d".formatted(first, last));
        }
    }

    public static PortRange of(int port) {
        return new PortRange(port, port);
    }

    @Override
    public String toString() {
        return first == last ? Integer.toString(first) : first + "-" + last;
    }
}
