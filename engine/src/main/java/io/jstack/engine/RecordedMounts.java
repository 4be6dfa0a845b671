package io.jstack.engine;

import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.SafePath;
import io.jstack.runtime.oci.Mount;
import io.jstack.values.JstackException;
import io.jstack.volumes.MountRequest;
import java.util.ArrayList;
import java.util.List;

/** A container's volumes, binds and tmpfs as the runtime mounts them; to be kept open until it has. */
final class RecordedMounts implements AutoCloseable {
    private final List<Fd> open = new ArrayList<>();
    private final List<Mount> mounts = new ArrayList<>();

    /** @throws JstackException {@link EngineError#SUBPATH_MISSING} */
    RecordedMounts(ContainerRecord record) {
        try {
            for (MountRequest mount : record.mounts()) {
                mounts.add(new Mount(mount.target(), mount.fileSystem(), source(mount), mount.options()));
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    List<Mount> mounts() {
        return List.copyOf(mounts);
    }

    /** A container can change what lies in a volume: a path below it is walked once, inside it, and then held. */
    private String source(MountRequest mount) {
        if (mount.below().isEmpty()) {
            return mount.source();
        }
        try (Fd root = Linux.open(mount.source(), Linux.O_PATH | Linux.O_DIRECTORY)) {
            Fd found = SafePath.find(root, mount.below(), Linux.O_PATH)
                    .orElseThrow(() -> new JstackException(
                            EngineError.SUBPATH_MISSING,
                            "volume %s has no %s to be mounted at %s"
                                    .formatted(mount.volume(), mount.below(), mount.target()),
                            "make it first, from a container with the whole volume"));
            open.add(found);
            return "/proc/self/fd/" + found.number();
        }
    }

    @Override
    public void close() {
        open.forEach(Fd::close);
    }
}
