package io.jstack.images.layer;

import io.jstack.images.ImageError;
import io.jstack.values.JstackException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A path inside a layer, in the bytes it was written with: names on Linux have no encoding, so each char here is one byte (ISO 8859-1).
 * Never absolute, never with {@code .} or {@code ..}; the root itself has no parts.
 */
record RawName(List<String> parts) {
    private static final int MAX_PART = 255;
    private static final int MAX_PATH = 4095;

    RawName {
        parts = List.copyOf(parts);
    }

    /**
     * Reads a tar's name. A leading slash is dropped, as tar does.
     *
     * @throws JstackException {@link ImageError#INVALID_LAYER} for {@code ..}, NUL, or a name longer than Linux allows
     */
    static RawName of(byte[] name) {
        String text = new String(name, StandardCharsets.ISO_8859_1);
        if (text.length() > MAX_PATH || text.indexOf('\0') >= 0) {
            throw invalid(name, "is no path");
        }
        List<String> parts = new ArrayList<>();
        int start = 0;
        while (start <= text.length()) {
            int slash = text.indexOf('/', start);
            int end = slash < 0 ? text.length() : slash;
            String part = text.substring(start, end);
            if (part.equals("..")) {
                throw invalid(name, "leaves its root");
            }
            if (part.length() > MAX_PART) {
                throw invalid(name, "has a part longer than " + MAX_PART + " bytes");
            }
            if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
            start = end + 1;
        }
        return new RawName(parts);
    }

    private static JstackException invalid(byte[] name, String why) {
        return new JstackException(
                ImageError.INVALID_LAYER,
                "the layer names '%s', which %s".formatted(new String(name, StandardCharsets.UTF_8), why),
                "do not use this image, or have it built again");
    }

    boolean isRoot() {
        return parts.isEmpty();
    }

    RawName parent() {
        return new RawName(parts.subList(0, parts.size() - 1));
    }

    String base() {
        return parts.get(parts.size() - 1);
    }

    byte[] baseBytes() {
        return bytes(base());
    }

    /** Relative path, {@code .} for the root. */
    byte[] path() {
        return isRoot() ? bytes(".") : bytes(String.join("/", parts));
    }

    static byte[] bytes(String raw) {
        return raw.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** For people: read as UTF-8. */
    @Override
    public String toString() {
        return new String(path(), StandardCharsets.UTF_8);
    }
}
