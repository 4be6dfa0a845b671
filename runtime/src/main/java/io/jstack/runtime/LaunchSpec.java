package io.jstack.runtime;

import io.jstack.runtime.oci.RuntimeSpec;
import io.jstack.values.ContainerId;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A container about to be made. Namespaces, mounts, limits and rights are those of {@code oci}; its {@code root.path} and its network
 * namespace are not looked at, since {@code root} and {@code network} say more.
 *
 * @param directory this container's own directory on the host, mode 0700, made where missing: mount point and gate live in it
 * @param runtime who makes it; empty: this runtime itself
 */
public record LaunchSpec(
        ContainerId id,
        RuntimeSpec oci,
        OverlayRoot root,
        Stdio stdio,
        NetworkNamespace network,
        Path directory,
        Optional<OciRuntime> runtime) {
    /** One that this runtime makes itself. */
    public LaunchSpec(
            ContainerId id, RuntimeSpec oci, OverlayRoot root, Stdio stdio, NetworkNamespace network, Path directory) {
        this(id, oci, root, stdio, network, directory, Optional.empty());
    }
}
