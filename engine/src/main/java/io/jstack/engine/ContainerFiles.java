package io.jstack.engine;

import io.jstack.images.Image;
import io.jstack.orchestrator.ExitStatus;
import io.jstack.orchestrator.model.ModelJson;
import io.jstack.runtime.OverlayRoot;
import io.jstack.runtime.kernel.Cradles;
import io.jstack.values.ContainerId;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where a container lies on disk: {@code STATE/containers/ID} keeps its record, its last exit, its writable layer and its logs over a
 * reboot; {@code RUN/containers/ID} keeps what is true only while it runs.
 */
final class ContainerFiles implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("engine");
    /** A container has a dozen files of its own. */
    private static final int TOGETHER = 32;

    private static final FileAttribute<?> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path durable;
    private final Path running;
    private final MountPoints mountPoints;
    private final Cradles durableCradles;
    private final Cradles runningCradles;
    private final Remnants remnants = new Remnants();

    /** Makes both places, where they are not there yet. */
    ContainerFiles(Instance instance) {
        this.durable = instance.state().resolve("containers");
        this.running = instance.run().resolve("containers");
        this.mountPoints = new MountPoints(instance.state().resolve("mount-points"));
        this.durableCradles = Cradles.open(instance.state().resolve("cradles"), TOGETHER);
        this.runningCradles = Cradles.open(instance.run().resolve("cradles"), TOGETHER);
        try {
            Files.createDirectories(durable);
            Files.createDirectories(running);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path directory(ContainerId id) {
        return durable.resolve(id.value());
    }

    Path upper(ContainerId id) {
        return directory(id).resolve("upper");
    }

    Path work(ContainerId id) {
        return directory(id).resolve("work");
    }

    /** The root a container's program sees; its own layer is made where it has none yet. */
    OverlayRoot layers(ContainerId id, Image image, Path work) {
        try {
            Files.createDirectories(upper(id));
            Files.createDirectories(work);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new OverlayRoot(mountPoints.below(image.layers()), upper(id), work);
    }

    /** What overlayfs works in while the container's files are open without a run. */
    Path workAtRest(ContainerId id) {
        return directory(id).resolve("work-at-rest");
    }

    Path logs(ContainerId id) {
        return directory(id).resolve("logs");
    }

    Path run(ContainerId id) {
        return running.resolve(id.value());
    }

    void save(ContainerRecord record) {
        write(directory(record.id()).resolve("container.json"), record);
    }

    /** What {@link #save} would write of a new container, not yet in its place. */
    DurableFile.Draft draft(ContainerRecord record) {
        remnants.putOff();
        Path directory = directory(record.id());
        bear(durableCradles, directory);
        try {
            return draft(directory.resolve("container.json"), record, DurableFile.Lasting.ENGINE_CRASH);
        } catch (JstackException e) {
            DurableFile.clear(directory);
            throw e;
        }
    }

    /** Makes the place of what is true while it runs, where it is not there from an earlier start. */
    void makeRun(ContainerId id) {
        remnants.putOff();
        if (!Files.isDirectory(run(id))) {
            bear(runningCradles, run(id), PRIVATE);
        }
    }

    private static void bear(Cradles cradles, Path directory, FileAttribute<?>... attributes) {
        try {
            cradles.make(directory, attributes);
        } catch (IOException e) {
            // whoever writes there first makes it, or says why it cannot be
            LOG.log(System.Logger.Level.DEBUG, "not made  directory=" + directory, e);
        }
    }

    /** The file's time is that of the exit. */
    void saveExit(ContainerId id, ExitStatus exit, Instant at) {
        Path file = directory(id).resolve("exit.json");
        write(file, exit);
        try {
            Files.setLastModifiedTime(file, FileTime.from(at));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "it counts as ended when that was written", e);
        }
    }

    Optional<ExitStatus> exit(ContainerId id) {
        return read(directory(id).resolve("exit.json"), ExitStatus.class);
    }

    /** It runs again: how it ended before says nothing of how it will. */
    void forgetExit(ContainerId id) {
        Path file = directory(id).resolve("exit.json");
        if (!Files.exists(file)) {
            return; // as before every first start; deleteIfExists would throw within
        }
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether it was ever started: one that was only copied into has a layer of its own, too. */
    boolean wasStarted(ContainerId id) {
        return Files.isDirectory(work(id));
    }

    /** When the last exit was noted. */
    Optional<Instant> exitTime(ContainerId id) {
        try {
            return Optional.of(Files.getLastModifiedTime(directory(id).resolve("exit.json"))
                    .toInstant());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void saveRun(ContainerId id, RunRecord run) {
        draft(run(id).resolve("run.json"), run, DurableFile.Lasting.THIS_BOOT).publish();
    }

    Optional<RunRecord> runRecord(ContainerId id) {
        return read(run(id).resolve("run.json"), RunRecord.class);
    }

    /** What it was started from, for people and for OCI runtimes. */
    void saveSpec(ContainerId id, String config) {
        DurableFile.write(
                run(id).resolve("config.json"), config.getBytes(StandardCharsets.UTF_8), DurableFile.Lasting.THIS_BOOT);
    }

    Optional<String> spec(ContainerId id) {
        return DurableFile.read(run(id).resolve("config.json")).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    /** From now on nothing is to be adopted; the files the container has mounted stay. */
    void forgetRunRecord(ContainerId id) {
        try {
            Files.deleteIfExists(run(id).resolve("run.json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void forgetRun(ContainerId id) {
        try {
            MemoryFiles.forget(run(id));
            Trees.delete(run(id));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every container with a whole record; what a crash left without one is removed. */
    List<ContainerRecord> all() {
        List<ContainerRecord> records = new ArrayList<>();
        if (!Files.isDirectory(durable)) {
            return records;
        }
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(durable)) {
            for (Path directory : directories) {
                Optional<ContainerRecord> record = read(directory.resolve("container.json"), ContainerRecord.class);
                if (record.isEmpty()) {
                    remnants.add(directory);
                    continue;
                }
                if (record.get().schema() > ContainerRecord.SCHEMA) {
                    throw new JstackException(
                            EngineError.STATE_NEWER,
                            "%s was written by a newer jstack (schema %d)"
                                    .formatted(directory, record.get().schema()),
                            "run the jstack that wrote it, or remove its containers with it");
                }
                records.add(record.get());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return records;
    }

    /** What a killed engine left in {@code /run} of containers it had removed, and of steps of builds. */
    void sweepRuns(Set<ContainerId> ours) {
        Set<Path> kept = ours.stream().map(this::run).collect(Collectors.toSet());
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(running)) {
            for (Path directory : directories) {
                if (!kept.contains(directory)) {
                    MemoryFiles.forget(directory);
                    remnants.add(directory);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether its record is there; without one it is no container to the next engine. */
    boolean hasRecord(ContainerId id) {
        return Files.exists(directory(id).resolve("container.json"));
    }

    /** Whether what a running container needs of its directory is there. */
    boolean areThere(ContainerId id) {
        return hasRecord(id) && Files.isDirectory(upper(id));
    }

    /** Removes all of the container but its volumes. */
    void remove(ContainerId id) {
        try {
            MemoryFiles.forget(run(id));
            // then the record: a directory without one is no container's, and the next engine's start sweeps what is
            // left of it
            Files.deleteIfExists(directory(id).resolve("container.json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        remnants.add(directory(id));
        remnants.add(run(id));
    }

    /** Returns once nothing is left of removed containers. */
    @Override
    public void close() {
        remnants.close();
    }

    private static void write(Path file, Object value) {
        draft(file, value, DurableFile.Lasting.ENGINE_CRASH).publish();
    }

    private static DurableFile.Draft draft(Path file, Object value, DurableFile.Lasting lasting) {
        try {
            return DurableFile.draft(file, ModelJson.mapper().writeValueAsBytes(value), lasting);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> Optional<T> read(Path file, Class<T> type) {
        return DurableFile.read(file).map(bytes -> {
            try {
                return ModelJson.mapper().readValue(bytes, type);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read " + file, e);
            }
        });
    }
}
