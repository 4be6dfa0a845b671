package io.jstack.networking;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;

/** An Ethernet address; in JSON it is its text, {@code 02:42:0a:40:00:02}. */
public final class Mac {
    private static final HexFormat COLONS = HexFormat.ofDelimiter(":");

    private final byte[] bytes;

    Mac(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    /**
     * Reads six hex pairs between colons.
     *
     * @throws IllegalArgumentException for anything else, and for a group address, which no interface can bear
     */
    @JsonCreator
    public static Mac parse(String text) {
        if (!text.matches("([0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}")) {
            throw new IllegalArgumentException("not a MAC address: " + text);
        }
        byte[] bytes = COLONS.parseHex(text.toLowerCase(Locale.ROOT));
        if ((bytes[0] & 1) != 0) {
            throw new IllegalArgumentException("a group address cannot be a MAC address of an interface: " + text);
        }
        return new Mac(bytes);
    }

    /** The six bytes as they stand on the wire. */
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Mac mac && Arrays.equals(bytes, mac.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @JsonValue
    @Override
    public String toString() {
        return COLONS.formatHex(bytes);
    }
}
