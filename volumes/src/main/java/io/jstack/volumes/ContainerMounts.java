package io.jstack.volumes;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * All that decides what one container mounts.
 *
 * @param wanted the service's own mounts; they win over everything else at the same target
 * @param volumesFrom in the order of the file; a later one wins over an earlier
 * @param imageVolumes targets of the image's {@code VOLUME}s, used where nothing else is mounted
 * @param kept the mounts of the container this one replaces, whose anonymous volumes are taken over; empty for a new container or
 *     {@code up -V}
 * @param layers the image's unpacked layers, topmost first, for copy-up
 * @param labels for anonymous volumes made on the way
 */
public record ContainerMounts(
        List<WantedMount> wanted,
        List<VolumesFrom> volumesFrom,
        List<String> imageVolumes,
        List<MountRequest> kept,
        List<Path> layers,
        Map<String, String> labels) {
    public ContainerMounts {
        wanted = List.copyOf(wanted);
        volumesFrom = List.copyOf(volumesFrom);
        imageVolumes = imageVolumes.stream().map(MountTarget::normal).toList();
        kept = List.copyOf(kept);
        layers = List.copyOf(layers);
        labels = Map.copyOf(labels);
    }
}
