package io.jstack.images;

import io.jstack.runtime.kernel.Sha256;
import io.jstack.values.JstackException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;

/**
 * What content is called by: {@code sha256:<64 hex digits>} (OCI image spec, descriptor.md, "Digests").
 *
 * @param algorithm {@code sha256} or {@code sha512}
 * @param hex lower-case hex digits, as many as the algorithm gives
 */
public record Digest(String algorithm, String hex) implements Comparable<Digest> {
    private static final Map<String, Integer> HEX_DIGITS = Map.of("sha256", 64, "sha512", 128);

    public Digest {
        if (hex.length() != HEX_DIGITS.getOrDefault(algorithm, -1)
                || !hex.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
            throw new JstackException(
                    ImageError.INVALID_DIGEST,
                    "not a digest: " + algorithm + ":" + hex,
                    "write it as sha256: and 64 lower-case hex digits");
        }
    }

    /**
     * Reads {@code algorithm:hex}.
     *
     * @throws JstackException {@link ImageError#INVALID_DIGEST}
     */
    public static Digest parse(String text) {
        int colon = text.indexOf(':');
        return colon < 0 ? new Digest("", text) : new Digest(text.substring(0, colon), text.substring(colon + 1));
    }

    /** The SHA-256 digest of {@code content}. */
    public static Digest of(byte[] content) {
        return finish(messageDigest("sha256").digest(content));
    }

    /** A fresh SHA-256 to stream content through; {@link #finish} makes a digest of its result. */
    public static MessageDigest sha256() {
        return Sha256.create();
    }

    /** A fresh hash of this digest's own algorithm, to check content against it. */
    public MessageDigest hasher() {
        return algorithm.equals("sha256") ? sha256() : messageDigest(algorithm);
    }

    /** Names the result of a SHA-256. */
    public static Digest finish(byte[] sha256) {
        return new Digest("sha256", HexFormat.of().formatHex(sha256));
    }

    /** Whether {@code hash}, of this digest's algorithm, is this digest. */
    public boolean matches(byte[] hash) {
        return HexFormat.of().formatHex(hash).equals(hex);
    }

    /** The first twelve hex digits: what people are shown. */
    public String shortHex() {
        return hex.substring(0, 12);
    }

    @Override
    public int compareTo(Digest other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return algorithm + ":" + hex;
    }

    private static MessageDigest messageDigest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm.toUpperCase(Locale.ROOT).replace("SHA", "SHA-"));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has it", e);
        }
    }
}
