package io.jstack.volumes;

import java.nio.file.Path;
import java.util.List;

/** Fills an empty volume with what the image holds at its target. */
final class CopyUp {
    CopyUp(Volume volume, DriverOptions options) {}

    void fill(List<Path> layers, String target) {}
}
