package io.jstack.engine;

import java.util.Map;

/**
 * What the command line adds to a service's {@code build} keys.
 *
 * @param arguments over the file's
 */
public record BuildWish(Map<String, String> arguments, Cache cache, Bases bases) {
    /** Nothing. */
    public static final BuildWish PLAIN = new BuildWish(Map.of(), Cache.USED, Bases.AS_STORED);

    public BuildWish {
        arguments = Map.copyOf(arguments);
    }

    BuildWish withFreshBases() {
        return new BuildWish(arguments, cache, Bases.PULLED);
    }

    /** {@code build --no-cache}. */
    public enum Cache {
        USED,
        IGNORED
    }

    /** {@code build --pull}. */
    public enum Bases {
        AS_STORED,
        PULLED
    }
}
