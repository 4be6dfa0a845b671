package io.jstack.volumes;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Compose's {@code bind.propagation}; mount_namespaces(7), "Shared subtrees". */
public enum Propagation {
    PRIVATE,
    RPRIVATE,
    SLAVE,
    RSLAVE,
    SHARED,
    RSHARED;

    /** Empty when {@code text} is none of the six. */
    public static Optional<Propagation> parse(String text) {
        return Arrays.stream(values()).filter(p -> p.option().equals(text)).findFirst();
    }

    /** The mount option: {@code rslave}. */
    public String option() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean isShared() {
        return this == SHARED || this == RSHARED;
    }

    boolean isSlave() {
        return this == SLAVE || this == RSLAVE;
    }
}
