package io.jstack.tests.scenario;

import java.time.Duration;

/** How long is too long: {@code -Djstack.tests.patience=10} where all takes ten times as long, an emulated machine. */
public final class Patience {
    static final int FACTOR = Integer.getInteger("jstack.tests.patience", 1);

    private Patience() {}

    public static Duration seconds(int onThisHost) {
        return Duration.ofSeconds(onThisHost).multipliedBy(FACTOR);
    }
}
