package io.jstack.networking;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * An IPv4 subnet, {@code 10.64.1.0/24}; in JSON it is its text.
 *
 * @param base the first address; the bits below the prefix are zero
 * @param prefix the number of leading bits that its addresses share, 0 to 32
 */
public record Subnet(Ipv4 base, int prefix) implements Comparable<Subnet> {
    public Subnet {
        if (prefix < 0 || prefix > 32) {
            throw new IllegalArgumentException("a prefix is 0 to 32, not " + prefix);
        }
        if ((base.bits() & ~mask(prefix)) != 0) {
            throw new IllegalArgumentException("%s/%d has bits below its prefix, should be %s/%d"
                    .formatted(base, prefix, new Ipv4(base.bits() & mask(prefix)), prefix));
        }
    }

    /**
     * Reads {@code ADDRESS/PREFIX}.
     *
     * @throws IllegalArgumentException for anything else, and for an address with bits below the prefix
     */
    @JsonCreator
    public static Subnet parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !text.substring(slash + 1).matches("[0-9]{1,2}")) {
            throw new IllegalArgumentException("not a subnet: " + text);
        }
        return new Subnet(Ipv4.parse(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
    }

    /** The subnet of that prefix which {@code address} lies in. */
    public static Subnet around(Ipv4 address, int prefix) {
        return new Subnet(new Ipv4(address.bits() & mask(prefix)), prefix);
    }

    private static int mask(int prefix) {
        return prefix == 0 ? 0 : -1 << (32 - prefix);
    }

    public boolean contains(Ipv4 address) {
        return (address.bits() & mask(prefix)) == base.bits();
    }

    public boolean contains(Subnet other) {
        return other.prefix >= prefix && contains(other.base);
    }

    public boolean overlaps(Subnet other) {
        return contains(other.base) || other.contains(base);
    }

    /** The number of addresses in it, first and last included. */
    public long size() {
        return 1L << (32 - prefix);
    }

    /** Its last address, the broadcast address of RFC 919. */
    public Ipv4 last() {
        return new Ipv4(base.bits() | ~mask(prefix));
    }

    @Override
    public int compareTo(Subnet other) {
        int byBase = base.compareTo(other.base);
        return byBase != 0 ? byBase : Integer.compare(prefix, other.prefix);
    }

    @JsonValue
    @Override
    public String toString() {
        return base + "/" + prefix;
    }
}
