package io.jstack.volumes;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Short words for what a container asks for, in tests. */
final class Mounts {
    private Mounts() {}

    static ContainerMounts of(WantedMount... wanted) {
        return new ContainerMounts(List.of(wanted), List.of(), List.of(), List.of(), List.of(), Map.of());
    }

    static WantedMount named(String volume, String target) {
        return new WantedMount.Named(volume, target, Access.READ_WRITE, CopyImageData.WHEN_EMPTY);
    }

    static WantedMount anonymous(String target) {
        return new WantedMount.Anonymous(target, Access.READ_WRITE, CopyImageData.WHEN_EMPTY);
    }

    static WantedMount bind(Path source, String target, CreateHostPath missing) {
        return new WantedMount.Bind(source, target, Access.READ_WRITE, Propagation.RPRIVATE, missing);
    }
}
