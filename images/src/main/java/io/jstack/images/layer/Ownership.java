package io.jstack.images.layer;

import java.util.Optional;

/**
 * What {@code --chown} and {@code --chmod} say.
 *
 * @param permissions of files and directories; absent keeps the source's
 */
public record Ownership(int uid, int gid, Optional<Integer> permissions) {
    /** Root, and the source's mode: what COPY does by itself. */
    public static final Ownership ROOT = new Ownership(0, 0, Optional.empty());
}
