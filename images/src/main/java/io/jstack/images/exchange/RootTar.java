package io.jstack.images.exchange;

import java.io.IOException;
import java.io.InputStream;

/** Where the tar of a root file system comes from. */
public interface RootTar {
    /** The tar; closed by who asked. */
    InputStream open() throws IOException;

    /**
     * Called when the tar was read to its end and nothing is kept yet: whoever made it may still say that it is no good, by throwing.
     */
    default void finish() {}

    /** A second tar, unpacked over the first. */
    default byte[] additions() {
        return new byte[0];
    }

    /** A tar that needs no second look. */
    static RootTar of(InputStream tar) {
        return () -> tar;
    }
}
