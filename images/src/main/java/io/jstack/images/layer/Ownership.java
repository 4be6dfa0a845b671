package io.jstack.images.layer;

import io.jstack.runtime.kernel.FileSystemStat;
import java.util.Optional;

/**
 * What {@code --chown} and {@code --chmod} say.
 *
 * @param permissions of files and directories; absent keeps the source's
 */
public record Ownership(int uid, int gid, Optional<Integer> permissions) {
    /** As the source has it: what COPY --from does by itself, and what a bind mount shows. */
    public static final Ownership KEPT = new Ownership(-1, -1, Optional.empty());

    /** Root, and the source's mode: what COPY of a context does by itself. */
    public static final Ownership ROOT = new Ownership(0, 0, Optional.empty());

    /** The same owner, with these permissions. */
    public Ownership with(Optional<Integer> other) {
        return new Ownership(uid, gid, other);
    }

    int uidOf(FileSystemStat source) {
        return uid == -1 ? source.uid() : uid;
    }

    int gidOf(FileSystemStat source) {
        return gid == -1 ? source.gid() : gid;
    }
}
