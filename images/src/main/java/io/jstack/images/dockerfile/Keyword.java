package io.jstack.images.dockerfile;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The instructions of a Dockerfile, and the flags each knows. */
public enum Keyword {
    FROM("platform"),
    RUN("mount", "network", "security", "device"),
    COPY("from", "chown", "chmod", "link", "parents", "exclude"),
    ADD("keep-git-dir", "checksum", "chown", "chmod", "link", "exclude", "unpack"),
    ARG,
    ENV,
    WORKDIR,
    USER,
    EXPOSE,
    VOLUME,
    LABEL,
    SHELL,
    STOPSIGNAL,
    HEALTHCHECK("interval", "timeout", "start-period", "start-interval", "retries"),
    CMD,
    ENTRYPOINT,
    ONBUILD,
    MAINTAINER;

    @SuppressWarnings("ImmutableEnumChecker") // Set.of is immutable, its type does not say so
    private final Set<String> flags;

    Keyword(String... flags) {
        this.flags = Set.of(flags);
    }

    /** Whether the language has {@code --name} for it; carrying it out is another matter. */
    boolean knows(String flag) {
        return flags.contains(flag);
    }

    boolean hasFlags() {
        return !flags.isEmpty();
    }

    boolean takesHeredocs() {
        return this == RUN || this == COPY || this == ADD;
    }

    /** In any case of letters. */
    static Optional<Keyword> of(String word) {
        String upper = word.toUpperCase(Locale.ROOT);
        return Arrays.stream(values()).filter(k -> k.name().equals(upper)).findFirst();
    }

    /** The one that {@code word} was probably meant to be. */
    static Optional<Keyword> near(String word) {
        String upper = word.toUpperCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(k -> distance(k.name(), upper) <= 2)
                .min(java.util.Comparator.comparingInt(k -> distance(k.name(), upper)));
    }

    /** Levenshtein's. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(diagonal + change, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
