package io.jstack.engine;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.jstack.networking.HostsFile;
import io.jstack.networking.ResolvConf;
import io.jstack.orchestrator.model.Connectivity;
import io.jstack.orchestrator.model.FileMount;
import io.jstack.orchestrator.model.FileSource;
import io.jstack.runtime.oci.Mount;
import io.jstack.runtime.oci.User;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The files the engine writes for a container and mounts into it: hosts, resolv.conf, hostname, configs and secrets. They lie in
 * {@code /run}, secrets on a tmpfs there: one never reaches a disk.
 */
final class FilesFor {
    /** The host's own, and the one systemd-resolved keeps of its upstream servers. */
    static final List<Path> RESOLV_CONF_SOURCES =
            List.of(Path.of("/etc/resolv.conf"), Path.of("/run/systemd/resolve/resolv.conf"));

    /** Two hundred containers have one or two of them. */
    private static final LoadingCache<Servers, String> RESOLV_CONFS =
            Caffeine.newBuilder().maximumSize(16).executor(Runnable::run).build(FilesFor::resolvConf);

    private static final int CONFIG_MODE = 0444;
    private static final int SECRET_MODE = 0400;

    private final Path directory;

    /**
     * For one container.
     *
     * @param directory its own below {@code /run}
     */
    FilesFor(Path directory) {
        this.directory = directory;
    }

    Path hosts() {
        return directory.resolve("hosts");
    }

    Path resolvConf() {
        return directory.resolve("resolv.conf");
    }

    Path config(FileMount use) {
        return directory.resolve("config-" + use.source());
    }

    Path secret(FileMount use) {
        return MemoryFiles.secrets(directory).file(use.source());
    }

    /** What a container's resolv.conf should say now. */
    static String resolvConf(Connectivity wanted) {
        Path upstream = RESOLV_CONF_SOURCES.get(1);
        return RESOLV_CONFS.get(new Servers(
                read(RESOLV_CONF_SOURCES.get(0)),
                Files.exists(upstream) ? Optional.of(read(upstream)) : Optional.empty(),
                new ResolvConf(wanted.dns(), wanted.dnsSearch(), wanted.dnsOptions())));
    }

    /** All that a resolv.conf is made from: the host's two, as they are, and what the service says. */
    private record Servers(String host, Optional<String> upstream, ResolvConf wanted) {}

    private static String resolvConf(Servers known) {
        return ResolvConf.forContainer(
                        ResolvConf.parse(known.host()), known.upstream().map(ResolvConf::parse), known.wanted())
                .conf()
                .text();
    }

    /** Writes the three network files and says how they are mounted. */
    List<Mount> network(String hosts, String hostname, Connectivity wanted) {
        makeDirectory(directory);
        HostsFile.write(hosts(), hosts);
        HostsFile.write(resolvConf(), resolvConf(wanted));
        HostsFile.write(directory.resolve("hostname"), hostname + "\n");
        List<Mount> mounts = new ArrayList<>();
        for (String name : List.of("hosts", "resolv.conf", "hostname")) {
            // read by every user of the container, whatever the engine's umask
            mode(directory.resolve(name), 0644);
            mounts.add(Mount.bind(directory.resolve(name).toString(), "/etc/" + name, "rprivate"));
        }
        return mounts;
    }

    /** Writes the configs and secrets of a service, owned as it asks, and says how they are mounted. */
    List<Mount> contents(ContainerRecord record, User user) {
        List<Mount> mounts = new ArrayList<>();
        for (FileMount config : record.service().storage().configs()) {
            Path file = write(config(config), record.configs().get(config.source()), config);
            own(
                    file,
                    config.uid().orElse(0),
                    config.gid().orElse(0),
                    config.mode().orElse(CONFIG_MODE));
            mounts.add(Mount.bind(file.toString(), config.target(), "ro", "rprivate"));
        }
        for (FileMount secret : record.service().storage().secrets()) {
            MemoryFiles.secrets(directory).open();
            Path file = write(secret(secret), record.secrets().get(secret.source()), secret);
            own(
                    file,
                    secret.uid().orElse((int) user.uid()),
                    secret.gid().orElse((int) user.gid()),
                    secret.mode().orElse(SECRET_MODE));
            mounts.add(Mount.bind(file.toString(), secret.target(), "ro", "rprivate"));
        }
        return mounts;
    }

    private static Path write(Path file, @Nullable FileSource source, FileMount use) {
        content(source, use, file)
                .ifPresent(content -> DurableFile.write(file, content, DurableFile.Lasting.THIS_BOOT));
        return file;
    }

    /** Empty: {@code kept}, written when the stack was brought up, is to be used again. */
    private static Optional<byte[]> content(@Nullable FileSource source, FileMount use, Path kept) {
        if (source instanceof FileSource.FromFile file) {
            try {
                return Optional.of(Files.readAllBytes(file.file()));
            } catch (IOException e) {
                throw new JstackException(
                        EngineError.SECRET_NOT_AVAILABLE,
                        "cannot read %s for %s: %s".formatted(file.file(), use.source(), e.getMessage()),
                        "see that the file is there",
                        e);
            }
        }
        if (source instanceof FileSource.Inline inline) {
            return Optional.of(inline.content().getBytes(StandardCharsets.UTF_8));
        }
        if (source instanceof FileSource.FromEnvironment variable) {
            if (variable.value().isEmpty() && !Files.exists(kept)) {
                throw new JstackException(
                        EngineError.SECRET_NOT_AVAILABLE,
                        "secret %s came from the variable %s of an earlier up, which is not kept over a reboot"
                                .formatted(use.source(), variable.variable()),
                        "jstack up, with %s set".formatted(variable.variable()));
            }
            return variable.value().map(value -> value.getBytes(StandardCharsets.UTF_8));
        }
        throw new JstackException(
                EngineError.EXTERNAL_MISSING,
                "there is no store for the external config or secret " + use.source(),
                "give it a file, content or environment");
    }

    static void own(Path file, int uid, int gid, int mode) {
        try {
            Files.setAttribute(file, "unix:uid", uid);
            Files.setAttribute(file, "unix:gid", gid);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        mode(file, mode);
    }

    private static void mode(Path file, int mode) {
        try {
            Files.setAttribute(file, "unix:mode", mode);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void makeDirectory(Path directory) {
        if (Files.isDirectory(directory)) {
            return;
        }
        try {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }
}
