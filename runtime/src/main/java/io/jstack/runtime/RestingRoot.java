package io.jstack.runtime;

import io.jstack.runtime.kernel.Fd;

/** The root of a container that does not run, its mounts in place. Nothing of the container runs for it, and no path leads to it. */
public interface RestingRoot extends AutoCloseable {
    /** Where it begins: O_PATH, valid until {@link #close}. */
    Fd directory();

    /** Unmounts all of it. */
    @Override
    void close();
}
