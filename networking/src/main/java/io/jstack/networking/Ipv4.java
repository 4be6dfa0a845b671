package io.jstack.networking;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * An IPv4 address, ordered as a number; in JSON it is its dotted text.
 *
 * @param bits the four bytes, the first in the highest place
 */
public record Ipv4(int bits) implements Comparable<Ipv4> {
    /**
     * Reads {@code 10.64.0.2}: four decimal numbers, each at most 255, without leading zeros (which inet_aton(3) takes for octal).
     *
     * @throws IllegalArgumentException for anything else
     */
    @JsonCreator
    public static Ipv4 parse(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            throw new IllegalArgumentException("not an IPv4 address: " + text);
        }
        int bits = 0;
        for (String part : parts) {
            boolean plain = part.matches("0|[1-9][0-9]{0,2}");
            if (!plain || Integer.parseInt(part) > 255) {
                throw new IllegalArgumentException("not an IPv4 address: " + text);
            }
            bits = bits << 8 | Integer.parseInt(part);
        }
        return new Ipv4(bits);
    }

    /** The address of four bytes in network order. */
    public static Ipv4 of(byte[] bytes) {
        if (bytes.length != 4) {
            throw new IllegalArgumentException("an IPv4 address has four bytes, not " + bytes.length);
        }
        return new Ipv4(ByteBuffer.wrap(bytes).getInt());
    }

    /** The four bytes in network order. */
    public byte[] bytes() {
        return new byte[] {(byte) (bits >> 24), (byte) (bits >> 16), (byte) (bits >> 8), (byte) bits};
    }

    /** The address {@code steps} further on. */
    public Ipv4 plus(int steps) {
        return new Ipv4(bits + steps);
    }

    /** True of 127.0.0.0/8. */
    public boolean isLoopback() {
        return bits >>> 24 == 127;
    }

    public InetAddress toInetAddress() {
        try {
            return Inet4Address.getByAddress(bytes());
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The interface address derived from this one, {@code 02:42:} and the four bytes, as Docker derives it: stable with the address. */
    public Mac mac() {
        byte[] b = bytes();
        return new Mac(new byte[] {2, 0x42, b[0], b[1], b[2], b[3]});
    }

    @Override
    public int compareTo(Ipv4 other) {
        return Integer.compareUnsigned(bits, other.bits);
    }

    @JsonValue
    @Override
    public String toString() {
        return (bits >>> 24) + "." + ((bits >>> 16) & 255) + "." + ((bits >>> 8) & 255) + "." + (bits & 255);
    }
}
