package io.jstack.engine;

import io.jstack.images.build.BuildRequest.BasePull;
import io.jstack.images.build.BuildRequest.CacheUse;
import java.util.Map;

/**
 * What the command line adds to a service's {@code build} keys.
 *
 * @param arguments over the file's
 */
public record BuildWish(Map<String, String> arguments, CacheUse cache, BasePull bases) {
    /** Nothing. */
    public static final BuildWish PLAIN = new BuildWish(Map.of(), CacheUse.USE, BasePull.MISSING);

    public BuildWish {
        arguments = Map.copyOf(arguments);
    }

    BuildWish withFreshBases() {
        return new BuildWish(arguments, cache, BasePull.ALWAYS);
    }
}
