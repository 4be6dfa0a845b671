package io.jstack.runtime;

import java.time.Duration;

/** How long is too long: {@code -Djstack.tests.patience=10} where all takes ten times as long, an emulated machine. */
public final class Patience {
    public static final int FACTOR = Integer.getInteger("jstack.tests.patience", 1);
    public static final long SECONDS = 30L * FACTOR;

    private Patience() {}

    public static Duration longest() {
        return Duration.ofSeconds(SECONDS);
    }
}
