package io.jstack.runtime.container;

import io.jstack.runtime.kernel.Fd;
import java.util.Optional;

/**
 * What an ended run leaves for the next one of the same container.
 *
 * @param namespace a cgroup namespace rooted in its group; empty where it had none of its own
 * @param root its overlay, mounted nowhere: the end of a run then waits for no file system to be synchronized, and the next mounts none.
 *     Empty where another engine or runtime mounted it. No other overlay may use its upper directory while this one is open.
 */
record Remains(Optional<Fd> namespace, Optional<Fd> root) implements AutoCloseable {
    static final Remains NONE = new Remains(Optional.empty(), Optional.empty());

    @Override
    public void close() {
        namespace.ifPresent(Fd::close);
        root.ifPresent(Fd::close);
    }
}
