package io.jstack.engine;

import io.jstack.engine.terminal.SocketFile;
import io.jstack.runtime.Kept;
import io.jstack.runtime.RunningContainer;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.SocketBinding;
import io.jstack.runtime.kernel.UnixListener;
import io.jstack.values.JstackException;
import io.jstack.volumes.MountRequest;
import io.jstack.volumes.Volumes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The listening ends of {@link ApiSocket}. A container that has one mounted has it kept by its holder: the next engine goes on listening
 * at the very file that the container sees, and who connected meanwhile has waited. Without such a container the socket is made anew.
 */
final class ApiSockets implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("engine");

    private final Instance instance;
    private final Map<ApiSocket, Fd> listening = new EnumMap<>(ApiSocket.class);

    ApiSockets(Instance instance) {
        this.instance = instance;
    }

    /** Takes over what the holder of a running container keeps, where the container sees what lies on the host now. */
    synchronized void fetch(ContainerRecord record, RunningContainer running) {
        for (ApiSocket socket : ApiSocket.values()) {
            Optional<MountRequest> mount = mount(record, socket);
            if (mount.isPresent()
                    && !listening.containsKey(socket)
                    && Files.exists(socket.in(instance))
                    && sees(running, mount.get())) {
                running.kept(socket.kept()).ifPresent(fd -> listening.put(socket, fd));
            }
        }
    }

    /** Whether the container has what lies on the host now mounted; one that has ended sees nothing. */
    private static boolean sees(RunningContainer running, MountRequest mount) {
        try {
            return Volumes.stale(running.pid().value(), List.of(mount)).isEmpty();
        } catch (JstackException e) {
            LOG.log(System.Logger.Level.DEBUG, "socket of an ended container left  cause=\"{0}\"", e.getMessage());
            return false;
        }
    }

    /** Makes those that nobody kept; from here on they can be bound into containers. */
    synchronized void listen() {
        for (ApiSocket socket : ApiSocket.values()) {
            if (!listening.containsKey(socket)) {
                listening.put(socket, made(socket.in(instance)));
            }
        }
    }

    /** Appears under its name with its rights already, in the place of what an earlier engine left. */
    private static Fd made(Path path) {
        Path beside = path.resolveSibling("." + path.getFileName());
        try {
            Files.deleteIfExists(beside);
            Fd fd = UnixListener.at(beside);
            SocketFile.admit(beside, RunningEngine.GROUP);
            Files.move(beside, path, StandardCopyOption.ATOMIC_MOVE);
            return fd;
        } catch (IOException e) {
            throw new JstackException(
                    EngineError.STATE_DIRECTORY,
                    "cannot listen on %s: %s".formatted(path, e.getMessage()),
                    "see that its file system is writable",
                    e);
        }
    }

    /** What the container's holder is to keep of them. */
    synchronized List<Kept> kept(ContainerRecord record) {
        List<Kept> kept = new ArrayList<>();
        listening.forEach((socket, fd) ->
                mount(record, socket).ifPresent(mount -> kept.add(new Kept(socket.kept(), fd))));
        return kept;
    }

    /** Another descriptor of it, the caller's to close. */
    synchronized Fd duplicate(ApiSocket socket) {
        return SocketBinding.duplicate(
                Optional.ofNullable(listening.get(socket)).orElseThrow());
    }

    private Optional<MountRequest> mount(ContainerRecord record, ApiSocket socket) {
        String source = socket.in(instance).toString();
        return record.mounts().stream()
                .filter(mount -> mount.source().equals(source))
                .findFirst();
    }

    /** Files stay: containers see them, and the next engine takes them over or puts others in their place. */
    @Override
    public synchronized void close() {
        listening.values().forEach(Fd::close);
    }
}
