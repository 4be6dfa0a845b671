package io.jstack.runtime.logs;

import io.jstack.runtime.Kept;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.KernelException;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.PipeCalls;
import io.jstack.runtime.kernel.Pool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * One container's log being written, over all the starts of that container. In order:
 *
 * <ol>
 *   <li>{@link #open} for its directory;
 *   <li>{@link #outputs} before a start: the container's descriptors 1 and 2, or with a terminal where {@link #append} writes;
 *   <li>{@link #kept} to the container's holder;
 *   <li>the outputs are closed when the program runs (with a terminal: when the master says end). From then on the container alone
 *       decides when its output ends: {@link #drained}.
 * </ol>
 *
 * A new engine does {@link #open} and {@link #adopt}. Safe for use by several threads.
 */
public final class ContainerLog implements AutoCloseable {
    private static final int F_DUPFD_CLOEXEC = 1030;

    /** Whoever waits for an end must not run on the writer's thread. */
    private static final Executor DEPENDANTS = Pool.of("log-drained");

    private final LogWriter writer;
    private final Path directory;
    private final LogFile file;
    private final Map<LogStream, StreamPump> pumps = new EnumMap<>(LogStream.class);
    private final LogSignal signal;
    private final Set<LogStream> running = EnumSet.noneOf(LogStream.class);
    private CompletableFuture<Void> drained = CompletableFuture.completedFuture(null);
    private Optional<Outputs> outputs = Optional.empty();
    private volatile boolean open = true;

    private ContainerLog(LogWriter writer, Path directory, LogFile file) {
        this.writer = writer;
        this.directory = directory;
        this.file = file;
        this.signal = LogSignal.of(directory);
    }

    /**
     * The container's ends, open for reading and writing so that it survives its holder. The engine's own copies: close them once the
     * container has its own.
     */
    public record Outputs(Fd stdout, Fd stderr) implements AutoCloseable {
        @Override
        public void close() {
            stdout.close();
            stderr.close();
        }
    }

    /**
     * Takes up a directory, made with mode 0700 where missing, and settles what a killed engine left half done. Nothing is read yet.
     *
     * @throws io.jstack.values.JstackException {@link LogError#LOG_UNAVAILABLE}
     */
    public static ContainerLog open(LogWriter writer, Path directory, LogSettings settings) {
        try {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            LogFile file = new LogFile(new LogFiles(directory), settings);
            LogJournal journal = new LogJournal(directory.resolve("journal"));
            ContainerLog log = new ContainerLog(writer, directory, file);
            for (LogStream stream : LogStream.values()) {
                PipeCalls.fifo(directory.resolve(stream.hand()).toString(), 0, 0);
                if (!Files.exists(directory.resolve(stream.fifo()))) {
                    PipeCalls.fifo(directory.resolve(stream.fifo()).toString(), 0, 0);
                }
                log.pumps.put(stream, new StreamPump(stream, directory, file, journal));
            }
            if (journal.isOpen()) {
                writer.call(() -> {
                    log.pump(journal.stream()).recover(writer.bench());
                    return true;
                });
            }
            return log;
        } catch (IOException | KernelException e) {
            throw LogWriter.unavailable(directory, e);
        }
    }

    public Path directory() {
        return directory;
    }

    /**
     * Begins a run: what arrives from now on is written. The FIFOs are given to the user the program runs as, without which {@code >
     * /dev/stdout} is refused to an image that is not root.
     */
    public Outputs outputs(long uid, long gid) {
        try {
            Fd stdout = end(LogStream.STDOUT, uid, gid);
            Fd stderr = end(LogStream.STDERR, uid, gid);
            Outputs mine = new Outputs(stdout, stderr);
            synchronized (this) {
                outputs = Optional.of(mine);
                if (drained.isDone()) {
                    drained = new CompletableFuture<>();
                }
            }
            writer.call(() -> {
                pumps.values().forEach(this::run);
                return true;
            });
            return mine;
        } catch (IOException | KernelException e) {
            throw LogWriter.unavailable(directory, e);
        }
    }

    private Fd end(LogStream stream, long uid, long gid) {
        String path = directory.resolve(stream.fifo()).toString();
        PipeCalls.fifo(path, uid, gid);
        return Linux.open(path, Linux.O_RDWR);
    }

    /** On the writer's thread. */
    private void run(StreamPump pump) {
        if (running.add(pump.stream())) {
            writer.watch(pump, this);
        }
    }

    /** Takes over the log of a container that an earlier engine started, whether it still runs or ended meanwhile. */
    public void adopt() {
        synchronized (this) {
            drained = new CompletableFuture<>();
        }
        try {
            writer.call(() -> {
                running.addAll(pumps.keySet());
                pumps.values().forEach(pump -> writer.takeOver(pump, this));
                return true;
            });
        } catch (IOException | KernelException e) {
            throw LogWriter.unavailable(directory, e);
        }
    }

    /**
     * What the holder must keep for as long as the container may write: without it the last words of a container that ends while no
     * engine runs are lost. The descriptors are the log's own; the holder duplicates them.
     */
    public List<Kept> kept() {
        List<Kept> kept = new ArrayList<>();
        pumps.forEach((stream, pump) -> {
            kept.add(new Kept("log-" + stream.fifo(), pump.out()));
            kept.add(new Kept("log-" + stream.hand(), pump.hand()));
        });
        return List.copyOf(kept);
    }

    /**
     * Writes on a container's behalf, as for a terminal, whose output comes from its master; waits while the log is behind. Between
     * {@link #outputs} and their closing.
     */
    public void append(LogStream stream, byte[] bytes) {
        Fd end;
        synchronized (this) {
            Outputs now = outputs.orElseThrow(() -> new IllegalStateException("append before outputs: " + directory));
            // a duplicate, since another thread may close the outputs while this one waits
            end = Fd.owning(Linux.fcntl(stream == LogStream.STDOUT ? now.stdout() : now.stderr(), F_DUPFD_CLOEXEC, 3));
        }
        try (end) {
            Linux.write(end, bytes);
        }
    }

    /** Completes when every writer is gone and all they wrote is in the file. A new run, {@link #outputs}, has a new one. */
    public synchronized CompletableFuture<Void> drained() {
        return drained.copy();
    }

    /** On the writer's thread. */
    void ended(StreamPump pump) {
        running.remove(pump.stream());
        if (running.isEmpty()) {
            synchronized (this) {
                drained.completeAsync(() -> null, DEPENDANTS);
            }
        }
        changed();
    }

    void changed() {
        signal.change();
    }

    boolean isOpen() {
        return open;
    }

    private StreamPump pump(LogStream stream) {
        return java.util.Objects.requireNonNull(pumps.get(stream));
    }

    /** Stops writing this log; what the container writes from now on waits in its pipes. The files stay. */
    @Override
    public void close() {
        if (!open) {
            return;
        }
        open = false;
        try {
            writer.call(() -> {
                for (StreamPump pump : pumps.values()) {
                    writer.forget(pump);
                    pump.close();
                }
                file.close();
                return true;
            });
        } catch (IOException e) {
            throw LogWriter.unavailable(directory, e);
        }
    }
}
