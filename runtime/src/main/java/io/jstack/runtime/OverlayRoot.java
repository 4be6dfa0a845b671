package io.jstack.runtime;

import java.nio.file.Path;
import java.util.List;

/**
 * The layers of a container's root. The kernel lets two overlays share a live upper directory and corrupts it: a caller never
 * prepares a container whose predecessor still runs.
 *
 * @param lower read-only layers, the topmost first; at most 500
 * @param upper what the container writes
 * @param work an empty directory on upper's file system
 */
public record OverlayRoot(List<Path> lower, Path upper, Path work) {
    public OverlayRoot {
        lower = List.copyOf(lower);
        if (lower.isEmpty()) {
            throw new IllegalArgumentException("an overlay has at least one lower layer");
        }
    }
}
