package io.jstack.orchestrator.model;

import io.jstack.values.Bytes;
import java.util.List;
import java.util.Optional;

/** What a container sees besides its image: volumes, configs, secrets. */
public record Storage(
        List<Mount> mounts,
        List<VolumesFrom> volumesFrom,
        List<FileMount> configs,
        List<FileMount> secrets,
        Optional<Bytes> shmSize,
        boolean readOnlyRoot) {
    public Storage {
        mounts = List.copyOf(mounts);
        volumesFrom = List.copyOf(volumesFrom);
        configs = List.copyOf(configs);
        secrets = List.copyOf(secrets);
    }

    /** {@code volumes_from}: all mounts of another container. */
    public record VolumesFrom(Source source, String name, boolean readOnly) {
        /** Whether {@code name} is a service of the stack or a container's name. */
        public enum Source {
            SERVICE,
            CONTAINER
        }
    }
}
