package io.jstack.engine;

import io.jstack.engine.terminal.TerminalProgram;
import io.jstack.engine.terminal.TerminalServer;
import io.jstack.images.store.ImageStore;
import io.jstack.networking.NetworkSettings;
import io.jstack.networking.Networks;
import io.jstack.orchestrator.Projects;
import io.jstack.orchestrator.control.Control;
import io.jstack.runtime.ContainerRuntime;
import io.jstack.runtime.RuntimeSettings;
import io.jstack.values.JstackException;
import io.jstack.volumes.Volumes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * The engine of one instance: opened once for each process, it takes over what an earlier one left, and from then on keeps every
 * project true. Closing it leaves containers running.
 */
public final class RunningEngine implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("engine");

    private final EngineLock lock;
    private final Rooms rooms;
    private final Projects projects;
    private final ScheduledExecutorService later;

    private RunningEngine(EngineLock lock, Rooms rooms, Projects projects, ScheduledExecutorService later) {
        this.lock = lock;
        this.rooms = rooms;
        this.projects = projects;
        this.later = later;
    }

    /**
     * Boots the engine.
     *
     * @throws JstackException {@link EngineError#ENGINE_RUNNING}, {@link EngineError#NOT_ROOT}, {@link EngineError#KERNEL_TOO_OLD}, {@link
     *     EngineError#STATE_DIRECTORY}
     */
    public static RunningEngine boot(Instance instance) {
        HostCheck.require(
                System.getProperty("os.name"), System.getProperty("os.arch"), System.getProperty("os.version"), uid());
        directory(instance.state(), "rwx------");
        directory(instance.run(), "rwxr-x---");
        EngineLock lock = EngineLock.take(instance);
        ContainerRuntime runtime = ContainerRuntime.boot(new RuntimeSettings(instance.name(), instance.run()));
        int orphans = runtime.sweep();
        if (orphans > 0) {
            LOG.log(System.Logger.Level.WARNING, "orphans at the gate killed  count=" + orphans);
        }
        ScheduledExecutorService later = Executors.newScheduledThreadPool(1, work -> {
            Thread thread = new Thread(work, "engine-later");
            thread.setDaemon(true);
            return thread;
        });
        Containers containers = new Containers();
        ContainerFiles files = new ContainerFiles(instance);
        ProjectFiles projectFiles = new ProjectFiles(instance);
        NetworkRoom networks = new NetworkRoom(
                Networks.open(NetworkSettings.of(instance.nftTable())),
                new NetworkRecords(instance, projectFiles.all()));
        PortRoom ports = new PortRoom(containers);
        Volumes volumes = Volumes.open(instance.state().resolve("volumes"), name -> users(containers, name));
        ImageRoom images = new ImageRoom(ImageStore.open(instance.state().resolve("images")));
        LogRoom logs = new LogRoom(files);
        Events events = new Events();
        StartContainer starting =
                new StartContainer(instance, runtime, containers, files, networks, ports, images, logs);
        Lives lives = new Lives(
                containers,
                files,
                new CreateContainer(containers, files, images, volumes),
                starting,
                networks,
                images,
                logs,
                volumes,
                events,
                later);
        Drifts drifts = new Drifts(containers, files, networks, lives);
        Rooms rooms = new Rooms(
                instance,
                runtime,
                containers,
                files,
                projectFiles,
                networks,
                ports,
                volumes,
                images,
                logs,
                lives,
                new Inside(runtime, files, images),
                new Observer(containers, networks, volumes, images, drifts),
                events);
        int adopted = new Adoption(runtime, containers, files, networks, ports, starting, logs, lives).adoptAll();
        LOG.log(System.Logger.Level.INFO, "engine started  instance=%s adopted=%d".formatted(instance.name(), adopted));
        Projects projects = Control.open(new HostEngine(rooms));
        return new RunningEngine(lock, rooms, projects, later);
    }

    /** Listens for clients until the returned server is closed. */
    public TerminalServer serve(String version, Runnable stop, TerminalProgram program) {
        return TerminalServer.start(
                new TerminalServer.Settings(rooms.instance().socket(), version, "jstack", stop), program);
    }

    public Projects projects() {
        return projects;
    }

    /** Work inside and around single containers. */
    public ContainerAccess containers() {
        return new ContainerAccess(rooms);
    }

    private static List<String> users(Containers containers, String volume) {
        return containers.all().stream()
                .map(Container::record)
                .filter(record -> record.mounts().stream()
                        .anyMatch(mount -> mount.volume().equals(volume)))
                .map(ContainerRecord::name)
                .toList();
    }

    private static long uid() {
        try {
            return ((Number) Files.getAttribute(Path.of("/proc/self"), "unix:uid")).longValue();
        } catch (IOException e) {
            return -1;
        }
    }

    private static void directory(Path path, String mode) {
        try {
            Files.createDirectories(path);
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
        } catch (IOException e) {
            throw new JstackException(
                    EngineError.STATE_DIRECTORY,
                    "cannot use %s: %s".formatted(path, e.getMessage()),
                    "see that its file system is writable",
                    e);
        }
    }

    @Override
    public void close() {
        projects.close();
        later.shutdownNow();
        rooms.runtime().close();
        rooms.networks().networks().close();
        rooms.images().store().close();
        lock.close();
    }
}
