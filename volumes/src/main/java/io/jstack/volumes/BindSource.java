package io.jstack.volumes;

import io.jstack.values.JstackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The host's end of a bind: there, resolved once, and able to propagate as asked. */
final class BindSource {
    private final MountTable mounts;

    BindSource(MountTable mounts) {
        this.mounts = mounts;
    }

    MountRequest settle(WantedMount.Bind bind) {
        Path source = resolve(bind);
        if (bind.propagation().isShared()) {
            throw new JstackException(
                    VolumeError.BIND_PROPAGATION_UNSUPPORTED,
                    "cannot bind %s with propagation %s: a container's mounts never reach the host"
                            .formatted(bind.source(), bind.propagation().option()),
                    "use rslave, which shows the host's mounts in the container");
        }
        if (bind.propagation().isSlave() && !mounts.propagates(source)) {
            throw new JstackException(
                    VolumeError.BIND_PROPAGATION_UNSUPPORTED,
                    "cannot bind %s with propagation %s: it lies on a mount that is neither shared nor a slave"
                            .formatted(bind.source(), bind.propagation().option()),
                    "run mount --make-rshared on that mount, or use rprivate");
        }
        return new MountRequest(
                MountRequest.Kind.BIND,
                "",
                source.toString(),
                bind.target(),
                List.of("rbind", bind.access().option(), bind.propagation().option()));
    }

    private static Path resolve(WantedMount.Bind bind) {
        try {
            if (bind.missing() == CreateHostPath.CREATE && !Files.exists(bind.source())) {
                Files.createDirectories(bind.source());
            }
            return bind.source().toRealPath();
        } catch (IOException e) {
            throw new JstackException(
                    VolumeError.BIND_SOURCE_MISSING,
                    "cannot bind %s at %s: %s"
                            .formatted(
                                    bind.source(),
                                    bind.target(),
                                    Files.exists(bind.source()) ? e.getMessage() : "there is no such file on the host"),
                    "create it, or set bind.create_host_path: true for an empty directory",
                    e);
        }
    }
}
