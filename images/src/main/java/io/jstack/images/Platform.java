package io.jstack.images;

import io.jstack.values.JstackException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What an image runs on, in Go's words: {@code linux/amd64}, {@code linux/arm/v7} (OCI image spec, image-index.md).
 *
 * @param os {@code linux}
 * @param architecture {@code amd64}, {@code arm64} …
 * @param variant of the architecture, such as {@code v8}
 */
public record Platform(String os, String architecture, Optional<String> variant) {
    private static final Map<String, String> GO_NAMES = Map.of(
            "x86_64", "amd64", "x86-64", "amd64", "aarch64", "arm64", "armhf", "arm", "i386", "386", "i686", "386");

    /** Linux on the given architecture, without variant. */
    public static Platform linux(String architecture) {
        return new Platform("linux", architecture, Optional.empty());
    }

    /** The machine this runs on. */
    public static Platform host() {
        return linux(goName(System.getProperty("os.arch", "amd64")));
    }

    /**
     * Reads {@code os/architecture[/variant]}; a machine's own name for its architecture will do.
     *
     * @throws JstackException {@link ImageError#PLATFORM_MISMATCH} when {@code text} is something else
     */
    public static Platform parse(String text) {
        String[] parts = text.toLowerCase(Locale.ROOT).split("/", -1);
        if (parts.length < 2 || parts.length > 3) {
            throw new JstackException(
                    ImageError.PLATFORM_MISMATCH,
                    "'" + text + "' is not a platform",
                    "write os/architecture, such as linux/amd64");
        }
        return new Platform(parts[0], goName(parts[1]), parts.length == 3 ? Optional.of(parts[2]) : Optional.empty());
    }

    private static String goName(String architecture) {
        return GO_NAMES.getOrDefault(architecture, architecture);
    }

    /** Whether what is built for {@code other} runs here. A missing variant agrees with any; arm64 and arm64/v8 are the same. */
    public boolean runs(Platform other) {
        return os.equals(other.os)
                && architecture.equals(other.architecture)
                && (variant.isEmpty() || other.variant.isEmpty() || variant.equals(other.variant));
    }

    @Override
    public String toString() {
        return os + "/" + architecture + variant.map(v -> "/" + v).orElse("");
    }
}
