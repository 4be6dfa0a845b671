package io.jstack.volumes;

import io.jstack.runtime.kernel.Cradles;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Volumes on disk. A volume exists from the moment its record does, and its data directory is made before: a crash between the two
 * leaves an empty directory that the next {@link #ensure} takes. Removal moves the directory aside, drops the record, then deletes.
 */
final class VolumeStore {
    private static final String DATA = "_data";
    private static final String RECORDS = ".records";
    private static final String CRADLES = ".cradles";
    private static final String REMOVING = ".removing-";
    private static final int STRIPES = 32;

    private final Path root;
    private final VolumeRecords records;
    private final Cradles cradles;
    private final Clock clock;
    private final List<Object> stripes = new ArrayList<>();

    private VolumeStore(Path root, Cradles cradles, Clock clock) {
        this.root = root;
        this.cradles = cradles;
        this.records = new VolumeRecords(root.resolve(RECORDS));
        this.clock = clock;
        for (int i = 0; i < STRIPES; i++) {
            stripes.add(new Object());
        }
    }

    static VolumeStore open(Path root, Clock clock) {
        try {
            Files.createDirectories(
                    root, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.createDirectories(root.resolve(RECORDS));
            VolumeStore store = new VolumeStore(root, Cradles.open(root.resolve(CRADLES), 1), clock);
            store.finishRemovals();
            return store;
        } catch (IOException e) {
            throw failed("open the volumes in " + root, e);
        }
    }

    Volume ensure(VolumeDefinition definition) {
        synchronized (lockOf(definition.name())) {
            Optional<VolumeRecords.Entry> known = records.read(definition.name());
            if (known.isPresent()) {
                refuseDifferent(known.get().definition(), definition);
                return volume(known.get());
            }
            try {
                makeData(definition);
                VolumeRecords.Entry entry = new VolumeRecords.Entry(definition, clock.instant());
                records.write(entry);
                return volume(entry);
            } catch (IOException e) {
                throw failed("create volume " + definition.name(), e);
            }
        }
    }

    Optional<Volume> find(String name) {
        return records.read(name).map(this::volume);
    }

    List<Volume> list() {
        try {
            return records.names().stream()
                    .map(this::find)
                    .flatMap(Optional::stream)
                    .toList();
        } catch (IOException e) {
            throw failed("list the volumes in " + root, e);
        }
    }

    void requireData(Volume volume) {
        if (volume.condition() == Volume.Condition.DATA_MISSING) {
            throw new JstackException(
                    VolumeError.VOLUME_DATA_MISSING,
                    "volume %s has lost its data: %s is gone".formatted(volume.name(), volume.mountpoint()),
                    "restore that directory, or start afresh with jstack volume rm " + volume.name());
        }
    }

    void remove(String name) {
        synchronized (lockOf(name)) {
            Path directory = root.resolve(name);
            Path aside = root.resolve(REMOVING + UUID.randomUUID() + "-" + name);
            try {
                if (records.read(name).isEmpty()) {
                    return;
                }
                boolean there = Files.exists(directory, LinkOption.NOFOLLOW_LINKS);
                if (there) {
                    Files.move(directory, aside, StandardCopyOption.ATOMIC_MOVE);
                }
                records.delete(name);
                if (there) {
                    DirectoryTree.delete(aside);
                }
            } catch (IOException e) {
                throw failed("remove volume " + name, e);
            }
        }
    }

    /** Copies what {@code layers} hold at {@code target} into the volume, when it is empty. */
    void fill(Volume volume, List<Path> layers, String target, VolumeUsers users) {
        DriverOptions options = DriverOptions.of(volume.definition());
        synchronized (lockOf(volume.name())) {
            // A host directory shared with a running container could be changed under our hands while we copy beside
            // its data.
            if (options.device().isPresent() && !users.of(volume.name()).isEmpty()) {
                return;
            }
            new CopyUp(volume, options).fill(layers, target);
        }
    }

    private void makeData(VolumeDefinition definition) throws IOException {
        DriverOptions options = DriverOptions.of(definition);
        Path data = data(definition, options);
        if (options.device().isPresent()) {
            if (!Files.isDirectory(data)) {
                throw new JstackException(
                        VolumeError.BIND_SOURCE_MISSING,
                        "volume %s binds %s, which is no directory on the host".formatted(definition.name(), data),
                        "create the directory");
            }
            return;
        }
        Path directory = root.resolve(definition.name());
        if (Files.exists(data, LinkOption.NOFOLLOW_LINKS) && !DirectoryTree.isEmpty(data)) {
            throw new JstackException(
                    VolumeError.VOLUME_DIRECTORY_FOREIGN,
                    "cannot create volume %s: %s holds files that belong to no known volume"
                            .formatted(definition.name(), data),
                    "move that directory away, create the volume, and move the files in");
        }
        if (!Files.exists(directory)) {
            cradles.make(directory);
        }
        Files.setAttribute(directory, "unix:mode", 0711);
        Files.createDirectories(data);
        if (options.uid().isPresent()) {
            Files.setAttribute(data, "unix:uid", options.uid().getAsInt());
        }
        if (options.gid().isPresent()) {
            Files.setAttribute(data, "unix:gid", options.gid().getAsInt());
        }
        Files.setAttribute(data, "unix:mode", options.mode().orElse(0755));
    }

    private Volume volume(VolumeRecords.Entry entry) {
        Path data = data(entry.definition(), DriverOptions.of(entry.definition()));
        boolean there = Files.isDirectory(data);
        return new Volume(
                entry.definition(),
                data,
                entry.created(),
                there ? Volume.Condition.READY : Volume.Condition.DATA_MISSING);
    }

    private Path data(VolumeDefinition definition, DriverOptions options) {
        return options.device().orElseGet(() -> root.resolve(definition.name()).resolve(DATA));
    }

    private static void refuseDifferent(VolumeDefinition known, VolumeDefinition wanted) {
        if (!known.driver().equals(wanted.driver()) || !known.driverOptions().equals(wanted.driverOptions())) {
            throw new JstackException(
                    VolumeError.VOLUME_DIFFERS,
                    "volume %s exists with driver_opts %s, and %s is asked for"
                            .formatted(known.name(), known.driverOptions(), wanted.driverOptions()),
                    "remove it with jstack volume rm %s, or give the new one another name".formatted(known.name()));
        }
    }

    private void finishRemovals() throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(root, REMOVING + "*")) {
            for (Path aside : left) {
                String name = aside.getFileName().toString().substring(REMOVING.length() + 37);
                if (!Files.exists(root.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
                    records.delete(name);
                }
                DirectoryTree.delete(aside);
            }
        }
    }

    private Object lockOf(String name) {
        return stripes.get(Math.floorMod(name.hashCode(), STRIPES));
    }

    static JstackException failed(String what, IOException cause) {
        String said = String.valueOf(cause.getMessage());
        if (said.contains("No space left") || said.contains("quota exceeded")) {
            return new JstackException(
                    VolumeError.DISK_FULL,
                    "cannot %s: no space left on the disk of the volumes".formatted(what),
                    "free some space there; jstack down needs none",
                    cause);
        }
        String why = cause instanceof AtomicMoveNotSupportedException ? "it is a mount of its own" : cause.toString();
        return new JstackException(
                VolumeError.VOLUME_IO, "cannot %s: %s".formatted(what, why), "look at the disk and its rights", cause);
    }
}
