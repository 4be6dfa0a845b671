package io.jstack.engine;

import io.jstack.images.store.ImageStore;
import io.jstack.networking.NetworkSettings;
import io.jstack.networking.Networks;
import io.jstack.orchestrator.EngineEvent;
import io.jstack.runtime.ContainerRuntime;
import io.jstack.runtime.RuntimeSettings;
import io.jstack.values.ContainerId;
import io.jstack.values.JstackException;
import io.jstack.volumes.Volumes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Collectors;

/** Opens every room and puts them together: the engine without its orchestrator, which asks it through {@link #port}. */
final class Assembly implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("engine");

    private final EngineLock lock;
    private final Rooms rooms;
    private final BuildNetwork buildNetwork;
    private final AutoCloseable watching;
    private final ScheduledExecutorService later;

    private Assembly(
            EngineLock lock,
            Rooms rooms,
            BuildNetwork buildNetwork,
            AutoCloseable watching,
            ScheduledExecutorService later) {
        this.watching = watching;
        this.lock = lock;
        this.rooms = rooms;
        this.buildNetwork = buildNetwork;
        this.later = later;
    }

    /** Takes over what an earlier engine of the instance left. */
    static Assembly open(Instance instance) {
        HostCheck.require(
                System.getProperty("os.name"), System.getProperty("os.arch"), System.getProperty("os.version"), uid());
        RootCheck.require();
        directory(instance.state(), "rwx------");
        directory(instance.run(), "rwxr-x---");
        EngineLock lock = EngineLock.take(instance);
        ContainerRuntime runtime =
                ContainerRuntime.boot(new RuntimeSettings(instance.name(), instance.run(), ownBinary(instance)));
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
                Networks.open(NetworkSettings.of(instance.nftTable()).with(System.getenv())),
                new NetworkRecords(instance, projectFiles.all()));
        PortRoom ports = new PortRoom(containers);
        Volumes volumes = Volumes.open(instance.state().resolve("volumes"), containers::usersOf);
        BuildNetwork buildNetwork = new BuildNetwork(instance, networks, later);
        buildNetwork.removeWhenIdle();
        // steps of builds, and containers in the middle of their start or their end
        Set<ContainerId> ours = files.all().stream().map(ContainerRecord::id).collect(Collectors.toSet());
        int abandoned = runtime.endAllBut(
                ours.stream()
                        .flatMap(id -> files.runRecord(id).stream())
                        .map(RunRecord::handle)
                        .toList(),
                ours);
        files.sweepRuns(ours);
        if (abandoned > 0) {
            LOG.log(System.Logger.Level.WARNING, "what a killed engine left of no known run ended  count=" + abandoned);
        }
        ImageRoom images = new ImageRoom(
                ImageStore.open(instance.state().resolve("images")),
                new BuildSteps(instance, runtime, files, buildNetwork),
                new PullTimes(instance.state().resolve("pulls")));
        LogRoom logs = new LogRoom(files);
        ApiSockets api = new ApiSockets(instance);
        Events events = new Events();
        LastSpecs specs = new LastSpecs(files, later);
        StartContainer starting =
                new StartContainer(instance, runtime, containers, files, networks, ports, images, logs, api, specs);
        HostsFiles hosts = new HostsFiles(containers, files, networks);
        Lives lives = new Lives(
                containers,
                files,
                new CreateContainer(instance, containers, files, images, volumes, networks),
                starting,
                networks,
                images,
                logs,
                hosts,
                volumes,
                events,
                specs,
                later);
        Touches touches = Touches.open(events);
        Drifts drifts = new Drifts(containers, files, networks, logs, hosts, api, lives, touches);
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
                hosts,
                lives,
                new Inside(runtime, files, images),
                new HookContainer(containers, files, images, lives, logs),
                new Observer(containers, files, networks, volumes, images, drifts),
                events,
                api,
                specs);
        int adopted = new Adoption(runtime, containers, files, networks, ports, starting, logs, api, lives).adoptAll();
        api.listen();
        networks.networks().prune(drifts.wanted()).forEach(line -> LOG.log(System.Logger.Level.WARNING, line));
        networks.networks().announcements().forEach(line -> LOG.log(System.Logger.Level.WARNING, line));
        AutoCloseable network = networks.networks()
                .subscribe(() -> events.publish(new EngineEvent.LookAgain(Optional.empty(), "network changed")));
        AutoCloseable watching = () -> {
            touches.close();
            network.close();
        };
        LOG.log(System.Logger.Level.INFO, "engine opened  instance=%s adopted=%d".formatted(instance.name(), adopted));
        return new Assembly(lock, rooms, buildNetwork, watching, later);
    }

    Rooms rooms() {
        return rooms;
    }

    HostEngine port() {
        return new HostEngine(rooms);
    }

    /** The copy of java that the launcher made for this engine, where it runs from one. */
    private static Optional<Path> ownBinary(Instance instance) {
        Path copy = instance.state().resolve("java/bin/java");
        try {
            Path running = Files.readSymbolicLink(Path.of("/proc/self/exe"));
            if (running.equals(copy.toAbsolutePath())) {
                return Optional.of(running);
            }
            LOG.log(System.Logger.Level.WARNING, "engine binary is shared  file={0}", running);
            return Optional.empty();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
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
        try {
            watching.close();
        } catch (Exception e) {
            LOG.log(System.Logger.Level.WARNING, "watch not closed", e);
        }
        rooms.specs().close();
        later.shutdownNow();
        buildNetwork.removeWhenIdle();
        rooms.api().close();
        rooms.logs().close();
        rooms.runtime().close();
        rooms.files().close();
        rooms.networks().networks().close();
        rooms.images().store().close();
        lock.close();
    }
}
