package io.jstack.images.store;

import io.jstack.images.Image;
import java.util.function.Predicate;

/**
 * What a prune takes.
 *
 * @param reach which images at all
 * @param cache what becomes of what builds remember
 * @param wanted only those images: {@code --filter}
 */
public record PruneScope(Reach reach, Cache cache, Predicate<Image> wanted) {
    /** Images without a name, and their layers. */
    public static final PruneScope DANGLING = new PruneScope(Reach.NAMELESS, Cache.KEPT, image -> true);

    /** Images that no container uses: {@code prune -a}. */
    public static final PruneScope UNUSED = new PruneScope(Reach.UNUSED, Cache.KEPT, image -> true);

    /** Those, and what builds have remembered. */
    public static final PruneScope UNUSED_AND_CACHE = new PruneScope(Reach.UNUSED, Cache.FORGOTTEN, image -> true);

    /** Which images may go. */
    public enum Reach {
        NAMELESS,
        UNUSED,
        /** None: only what no image and no build needs. */
        NONE
    }

    /** What builds remember. */
    public enum Cache {
        KEPT,
        FORGOTTEN
    }

    /** The same, of fewer images. */
    public PruneScope only(Predicate<Image> others) {
        return new PruneScope(reach, cache, wanted.and(others));
    }

    /** The same, and the build cache. */
    public PruneScope withCache() {
        return new PruneScope(reach, Cache.FORGOTTEN, wanted);
    }
}
