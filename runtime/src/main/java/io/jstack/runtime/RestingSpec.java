package io.jstack.runtime;

import io.jstack.runtime.oci.Mount;
import io.jstack.runtime.oci.Root;
import io.jstack.values.ContainerId;
import java.nio.file.Path;
import java.util.List;

/**
 * A container whose files are to be seen while it does not run.
 *
 * @param root whether it is read-only; its path is not looked at
 * @param mounts binds where a run would have them; a tmpfs, whose files a run begins without, is shown empty and read-only
 * @param directory this container's own directory on the host, made where missing: the mount point lies in it
 */
public record RestingSpec(ContainerId id, OverlayRoot layers, Root root, List<Mount> mounts, Path directory) {
    public RestingSpec {
        mounts = List.copyOf(mounts);
    }
}
