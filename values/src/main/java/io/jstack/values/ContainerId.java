package io.jstack.values;

import java.security.SecureRandom;
import java.util.HexFormat;

/** A container's id: 64 lower-case hex digits, as Docker's are. */
public record ContainerId(String value) {
    private static final SecureRandom RANDOM = new SecureRandom();

    public ContainerId {
        if (!isValid(value)) {
            throw new IllegalArgumentException("a container id is 64 hex digits, not " + value);
        }
    }

    public static boolean isValid(String text) {
        return text.length() == 64 && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }

    public static ContainerId random() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return new ContainerId(HexFormat.of().formatHex(bytes));
    }

    /** The first twelve digits: what people are shown, and the default host name. */
    public String shortId() {
        return value.substring(0, 12);
    }

    @Override
    public String toString() {
        return value;
    }
}
