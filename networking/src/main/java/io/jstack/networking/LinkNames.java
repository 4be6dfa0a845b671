package io.jstack.networking;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * What links of this instance are called: two letters for the kind, four digits of the instance, nine of whatever it is, 15 characters in
 * all, which is the most a link name has (IFNAMSIZ). Derived, so never stored.
 */
final class LinkNames {
    private static final String DIGITS = "abcdefghijklmnopqrstuvwxyz234567";
    /** What bridges of every instance begin with. */
    static final String BRIDGE = "jb";

    private static final String VETH = "jv";

    private final String instance;
    private final String tag;

    LinkNames(String instance) {
        this.instance = instance;
        this.tag = digits(instance, 4);
    }

    String bridge(String network) {
        return BRIDGE + tag + digits(instance + "\0" + network, 9);
    }

    String veth(String container, String network) {
        return VETH + tag + digits(instance + "\0" + network + "\0" + container, 9);
    }

    /** What every bridge of this instance begins with, and no other link. */
    String bridgePrefix() {
        return BRIDGE + tag;
    }

    /** What every veth of this instance begins with. */
    String vethPrefix() {
        return VETH + tag;
    }

    /** The link group of a network's bridge and veths: they are deleted in one message. Never 0, the group of all other links. */
    int group(String network) {
        return (ByteBuffer.wrap(digest(instance + "\0" + network)).getInt() & 0x3fffffff) | 0x40000000;
    }

    private static String digits(String text, int count) {
        byte[] digest = digest(text);
        StringBuilder digits = new StringBuilder();
        for (int i = 0; i < count; i++) {
            digits.append(DIGITS.charAt(digest[i] & 31));
        }
        return digits.toString();
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
