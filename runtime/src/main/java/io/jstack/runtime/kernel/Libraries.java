package io.jstack.runtime.kernel;

import java.util.Objects;

/** The host's libraries that every engine calls. What is made of each to be called takes as long as a third of a boot. */
public final class Libraries {
    private Libraries() {}

    /** Loads them, unless they are: for a thread that has nothing else to do, ahead of who needs them. */
    public static void load() {
        Objects.requireNonNull(Native.RUNTIME);
        Objects.requireNonNull(NftablesLibrary.FUNCTIONS);
    }
}
