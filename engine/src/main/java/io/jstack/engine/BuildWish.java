package io.jstack.engine;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What the command line adds to a service's {@code build} keys.
 *
 * @param arguments over the file's
 * @param agent the caller's SSH agent, its socket
 */
public record BuildWish(Map<String, String> arguments, Cache cache, Bases bases, Optional<Path> agent) {
    /** Nothing. */
    public static final BuildWish PLAIN = new BuildWish(Map.of(), Cache.USED, Bases.AS_STORED, Optional.empty());

    public BuildWish {
        arguments = Map.copyOf(arguments);
    }

    BuildWish withFreshBases() {
        return new BuildWish(arguments, cache, Bases.PULLED, agent);
    }

    /** With the caller's SSH agent, {@code SSH_AUTH_SOCK}. */
    public BuildWish withAgent(Path socket) {
        return new BuildWish(arguments, cache, bases, Optional.of(socket));
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
