package io.jstack.volumes;

import java.util.List;

/**
 * Compose's {@code volumes_from: [service:ro]}, {@code [container:NAME]}: what another container mounts.
 *
 * @param mounts that container's own, as {@link Volumes#mountsFor} gave them
 * @param access {@code READ_ONLY} for {@code :ro}
 */
public record VolumesFrom(List<MountRequest> mounts, Access access) {
    public VolumesFrom {
        mounts = List.copyOf(mounts);
    }

    /** Volumes and binds; a tmpfs belongs to its container. */
    List<MountRequest> inherited() {
        return mounts.stream()
                .filter(mount -> mount.kind() != MountRequest.Kind.TMPFS)
                .map(mount -> mount.limitedTo(access))
                .toList();
    }
}
