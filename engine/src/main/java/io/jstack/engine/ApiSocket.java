package io.jstack.engine;

import io.jstack.volumes.Access;
import io.jstack.volumes.MountRequest;
import java.nio.file.Path;
import java.util.Set;

/** Where the engine speaks Docker's API, and how much of it. A container that may connect to the first is root on the host in effect. */
public enum ApiSocket {
    FULL("docker.sock", "api"),
    /** Only what changes nothing. */
    READ_ONLY("docker-ro.sock", "api-ro");

    /** What stack files call Docker's own, and mean ours by. */
    private static final Set<Path> DOCKERS = Set.of(Path.of("/var/run/docker.sock"), Path.of("/run/docker.sock"));

    private final String file;
    private final String kept;

    ApiSocket(String file, String kept) {
        this.file = file;
        this.kept = kept;
    }

    static boolean isMeantBy(Path source) {
        return DOCKERS.contains(source);
    }

    /** Where a mount may not be written to, whether its own service or {@code volumes_from} says so, the socket only looks. */
    static MountRequest settled(MountRequest mount, Instance instance) {
        return mount.access() == Access.READ_ONLY
                        && mount.source().equals(FULL.in(instance).toString())
                ? new MountRequest(
                        mount.kind(),
                        mount.volume(),
                        READ_ONLY.in(instance).toString(),
                        mount.target(),
                        mount.options())
                : mount;
    }

    public Path in(Instance instance) {
        return instance.run().resolve(file);
    }

    /** Its name among what a container's holder keeps. */
    String kept() {
        return kept;
    }
}
