package io.jstack.engine;

import io.jstack.orchestrator.model.Security;
import io.jstack.runtime.oci.DefaultSpec;
import io.jstack.runtime.oci.Linux;
import io.jstack.runtime.oci.Mount;
import io.jstack.runtime.oci.Namespace;
import io.jstack.runtime.oci.RuntimeSpec;
import io.jstack.values.Bytes;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which namespaces a container shares, with the host or with another container: {@code pid}, {@code ipc}, {@code uts}, {@code cgroup}. */
final class SharedNamespaces {
    private static final String HOST = "host";
    private static final String PRIVATE = "private";
    private static final String SHAREABLE = "shareable";
    private static final String NONE = "none";
    private static final String OF_SERVICE = "service:";
    private static final String OF_CONTAINER = "container:";
    private static final String SHM = "/dev/shm";

    private final Containers containers;
    private final ContainerFiles files;

    SharedNamespaces(Containers containers, ContainerFiles files) {
        this.containers = containers;
        this.files = files;
    }

    /** What no key of the format means. */
    static void refuseUnknown(Security security) {
        refuse("pid", security.pid(), Set.of(HOST, PRIVATE, ""));
        refuse("ipc", security.ipc(), Set.of(HOST, PRIVATE, SHAREABLE, NONE, ""));
        refuse("uts", security.uts(), Set.of(HOST, ""));
        refuse("cgroup", security.cgroup(), Set.of(HOST, PRIVATE));
    }

    private static void refuse(String key, Optional<String> mode, Set<String> known) {
        boolean isOfAnother = mode.filter(m -> m.startsWith(OF_SERVICE) || m.startsWith(OF_CONTAINER))
                        .isPresent()
                && (key.equals("pid") || key.equals("ipc"));
        if (mode.isPresent() && !isOfAnother && !known.contains(mode.get())) {
            throw new JstackException(
                    EngineError.UNSUPPORTED,
                    "%s: %s is not offered".formatted(key, mode.get()),
                    "one of "
                            + String.join(
                                    ", ",
                                    known.stream()
                                            .filter(k -> !k.isEmpty())
                                            .sorted()
                                            .toList()));
        }
    }

    /** The host's own name, which a container without a UTS namespace bears. */
    static String hostname() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    RuntimeSpec of(ContainerRecord record, RuntimeSpec spec) {
        Security wanted = record.service().security();
        Linux linux = shared(spec.linux(), Namespace.Type.PID, record, wanted.pid());
        linux = shared(linux, Namespace.Type.IPC, record, wanted.ipc());
        linux = shared(linux, Namespace.Type.UTS, record, wanted.uts());
        linux = shared(linux, Namespace.Type.CGROUP, record, wanted.cgroup());
        return shm(record, spec.withLinux(linux), wanted.ipc().orElse(PRIVATE));
    }

    private Linux shared(Linux linux, Namespace.Type type, ContainerRecord record, Optional<String> mode) {
        if (mode.filter(HOST::equals).isPresent()) {
            return linux.withoutNamespace(type);
        }
        return source(record, type, mode)
                .map(other -> linux.withNamespace(
                        Namespace.joined(type, "/proc/%s/ns/%s".formatted(init(record, type, other), type.id()))))
                .orElse(linux);
    }

    private static String init(ContainerRecord record, Namespace.Type type, Container other) {
        return other.run()
                .filter(run -> other.isAlive())
                .map(run -> run.running().pid().toString())
                .orElseThrow(() -> missing(record, type, other.record().name() + ", which is not running"));
    }

    private Optional<Container> source(ContainerRecord record, Namespace.Type type, Optional<String> mode) {
        String text = mode.orElse("");
        if (text.startsWith(OF_CONTAINER)) {
            return Optional.of(containers.resolve(text.substring(OF_CONTAINER.length())));
        }
        if (!text.startsWith(OF_SERVICE)) {
            return Optional.empty();
        }
        String service = text.substring(OF_SERVICE.length());
        return Optional.of(containers.of(record.project()).stream()
                .filter(other -> other.record().service().name().equals(service)
                        && !other.record().isOneOff())
                .filter(Container::isAlive)
                .findFirst()
                .orElseThrow(() -> missing(record, type, "service " + service + ", which is not running")));
    }

    private static JstackException missing(ContainerRecord record, Namespace.Type type, String what) {
        return new JstackException(
                EngineError.NO_SUCH_NAMESPACE_SOURCE,
                "%s shares the %s namespace of %s".formatted(record.name(), type.id(), what),
                "start it first");
    }

    /** Shared memory goes with the IPC namespace: POSIX shm_open(3) is files of {@code /dev/shm}. */
    private RuntimeSpec shm(ContainerRecord record, RuntimeSpec spec, String mode) {
        return switch (mode) {
            case HOST -> spec.plusMounts(List.of(Mount.bind(SHM, SHM, "nosuid", "nodev", "noexec", "rprivate")));
            case SHAREABLE ->
                sharing(
                        spec,
                        MemoryFiles.shm(files.run(record.id()), size(record)).openAnew());
            case NONE ->
                spec.withMounts(spec.mounts().stream()
                        .filter(mount -> !mount.destination().equals(SHM))
                        .toList());
            default ->
                source(record, Namespace.Type.IPC, Optional.of(mode))
                        .map(other -> sharing(spec, shmOf(record, other)))
                        .orElse(spec);
        };
    }

    private static long size(ContainerRecord record) {
        return record.service().storage().shmSize().map(Bytes::value).orElse(DefaultSpec.SHM);
    }

    private Path shmOf(ContainerRecord record, Container other) {
        String theirs = other.record().service().security().ipc().orElse(PRIVATE);
        if (theirs.equals(HOST)) {
            return Path.of(SHM);
        }
        if (!theirs.equals(SHAREABLE)) {
            throw new JstackException(
                    EngineError.NO_SUCH_NAMESPACE_SOURCE,
                    "%s shares the ipc namespace of %s, which keeps it to itself"
                            .formatted(record.name(), other.record().name()),
                    "ipc: shareable for " + other.record().service().name());
        }
        return MemoryFiles.shm(files.run(other.id()), DefaultSpec.SHM).open();
    }

    private static RuntimeSpec sharing(RuntimeSpec spec, Path directory) {
        return spec.plusMounts(List.of(Mount.bind(directory.toString(), SHM, "nosuid", "nodev", "noexec", "rprivate")));
    }
}
