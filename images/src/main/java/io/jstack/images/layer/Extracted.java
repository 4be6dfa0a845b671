package io.jstack.images.layer;

import io.jstack.images.Digest;
import io.jstack.values.Bytes;

/**
 * What came out of a layer's tar.
 *
 * @param diffId digest of the uncompressed tar, to its last byte
 * @param size of its regular files
 */
public record Extracted(Digest diffId, Bytes size, long entries, Fit fit) {
    /** Which stacks of layers the tree can stand in. */
    public enum Fit {
        ANY,
        /** Directories that the tar only implied were made to look as in the layers below: it suits these. */
        THESE_LOWER_LAYERS
    }
}
