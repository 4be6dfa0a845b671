package io.jstack.orchestrator.stack.decode;

import io.jstack.orchestrator.model.FileMount;
import io.jstack.orchestrator.model.Mount;
import io.jstack.orchestrator.model.Storage;
import io.jstack.orchestrator.model.Storage.VolumesFrom;
import io.jstack.orchestrator.model.Storage.VolumesFrom.Source;
import io.jstack.values.Bytes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Volumes, tmpfs, configs and secrets of a service. */
final class StorageDecoder {
    private static final Set<String> PROPAGATIONS = Set.of("private", "rprivate", "slave", "rslave");
    private static final String API_SOCKET = "/var/run/docker.sock";
    private static final String SECRETS = "/run/secrets/";

    private final Fields service;

    StorageDecoder(Fields service) {
        this.service = service;
    }

    Storage decode() {
        List<Mount> mounts = new ArrayList<>();
        service.items("volumes").forEach(volume -> mount(volume).ifPresent(mounts::add));
        service.texts("tmpfs").forEach(spec -> mounts.add(tmpfs(spec)));
        if (service.flag("use_api_socket")) {
            service.warn("use_api_socket", "credentials for registries are not handed on");
            if (mounts.stream().noneMatch(mount -> mount.target().equals(API_SOCKET))) {
                mounts.add(apiSocket());
            }
        }
        return new Storage(
                mounts,
                service.texts("volumes_from").stream()
                        .map(StorageDecoder::volumesFrom)
                        .toList(),
                fileMounts(service, "configs", "/"),
                secrets(service),
                service.bytes("shm_size"),
                service.flag("read_only"));
    }

    /** Where Docker's stands; the engine puts its own in its place. */
    private Mount apiSocket() {
        return new Mount.Bind(
                Path.of(API_SOCKET),
                API_SOCKET,
                /* readOnly= */ false,
                /* createHostPath= */ false,
                Optional.empty(),
                Optional.of(service.place()));
    }

    static List<FileMount> secrets(Fields fields) {
        return fileMounts(fields, "secrets", SECRETS);
    }

    /** Relative targets lie in {@code folder}. */
    private static List<FileMount> fileMounts(Fields fields, String key, String folder) {
        return fields.items(key).stream()
                .map(mount -> {
                    String source = mount.text("source").orElse("");
                    String target = mount.text("target").orElse(source);
                    return new FileMount(
                            source,
                            target.startsWith("/") ? target : folder + target,
                            mount.integer("uid"),
                            mount.integer("gid"),
                            mount.mode("mode"));
                })
                .toList();
    }

    private Optional<Mount> mount(Fields volume) {
        String target = volume.text("target").orElse("");
        if (!target.startsWith("/")) {
            volume.problem(
                    "target",
                    "the mount target " + target + " is not absolute",
                    target.matches("[A-Za-z]:/.*")
                            ? "one letter before a colon is a Windows drive: give the volume a name of two letters or more"
                            : "start it with /");
        }
        boolean readOnly = volume.flag("read_only");
        String type = volume.text("type").orElse("volume");
        return switch (type) {
            case "bind" -> Optional.of(bind(volume, target));
            case "tmpfs" -> Optional.of(memory(volume, target));
            case "volume" -> Optional.of(volume(volume, target, readOnly ? Access.READ_ONLY : Access.READ_WRITE));
            default -> {
                volume.refuse("type", "no mounts of type " + type, "use volume, bind or tmpfs");
                yield Optional.empty();
            }
        };
    }

    private enum Access {
        READ_ONLY,
        READ_WRITE
    }

    private static Mount volume(Fields volume, String target, Access access) {
        Optional<Fields> options = volume.fields("volume");
        boolean noCopy = options.filter(fields -> fields.flag("nocopy")).isPresent();
        boolean readOnly = access == Access.READ_ONLY;
        return volume.text("source")
                .map(source -> (Mount) new Mount.Named(
                        source, target, readOnly, options.flatMap(fields -> fields.text("subpath")), noCopy))
                .orElseGet(() -> new Mount.Anonymous(target, readOnly, noCopy));
    }

    private static Mount bind(Fields volume, String target) {
        Optional<Fields> options = volume.fields("bind");
        options.ifPresent(bind -> bind.text("propagation")
                .filter(mode -> !PROPAGATIONS.contains(mode))
                .ifPresent(mode -> bind.refuse(
                        "propagation",
                        mode + " is not supported: a container's mounts never reach the host",
                        "use private, rprivate, slave or rslave")));
        boolean create =
                options.flatMap(fields -> fields.truth("create_host_path")).orElse(true);
        return new Mount.Bind(
                Path.of(volume.text("source").orElse("/")),
                target,
                volume.flag("read_only"),
                create,
                options.flatMap(fields -> fields.text("propagation")),
                Optional.of(volume.place()));
    }

    private static Mount memory(Fields volume, String target) {
        Optional<Fields> options = volume.fields("tmpfs");
        return new Mount.Tmpfs(
                target,
                volume.flag("read_only"),
                options.flatMap(fields -> fields.bytes("size")),
                options.flatMap(fields -> fields.integer("mode")),
                Optional.empty());
    }

    /** {@code target[:option,option=value]}. */
    private Mount tmpfs(String spec) {
        int colon = spec.indexOf(':');
        String target = colon < 0 ? spec : spec.substring(0, colon);
        boolean readOnly = false;
        Optional<Bytes> size = Optional.empty();
        Optional<Integer> mode = Optional.empty();
        List<String> others = new ArrayList<>();
        for (String option :
                colon < 0 ? new String[0] : spec.substring(colon + 1).split(",", -1)) {
            if (option.startsWith("size=")) {
                size = Bytes.parse(option.substring("size=".length()));
                if (size.isEmpty()) {
                    service.problem("tmpfs", "invalid size in " + spec, "write size=64m");
                }
            } else if (option.matches("mode=[0-7]{1,6}")) {
                mode = Optional.of(Integer.parseInt(option.substring("mode=".length()), 8));
            } else if (option.equals("ro")) {
                readOnly = true;
            } else if (!option.isEmpty() && !option.equals("rw")) {
                others.add(option);
            }
        }
        return new Mount.Tmpfs(
                target,
                readOnly,
                size,
                mode,
                others.isEmpty() ? Optional.empty() : Optional.of(String.join(",", others)));
    }

    private static VolumesFrom volumesFrom(String text) {
        boolean container = text.startsWith("container:");
        String rest = container ? text.substring("container:".length()) : text;
        String[] parts = rest.split(":", 2);
        return new VolumesFrom(
                container ? Source.CONTAINER : Source.SERVICE, parts[0], parts.length == 2 && parts[1].equals("ro"));
    }
}
