package io.jstack.engine;

import io.jstack.orchestrator.EngineEvent;
import io.jstack.runtime.RunningContainer;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Says who wrote to a running container's directories: inotify(7), which sees writes to control groups, too. What was not written to
 * since it was found right need not be read again; what was written to is worth a look at once.
 */
final class Touches implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("engine");

    /** Written by the engine itself, all the time, and telling nothing. */
    private static final Set<String> OURS = Set.of("cgroup.procs", "tasks", "run.json", ".run.json.new");

    private final Optional<WatchService> inotify;
    private final Events events;
    private final Map<RunningContainer, AtomicLong> byRun = Collections.synchronizedMap(new WeakHashMap<>());
    private final Map<WatchKey, Watched> byDirectory = new ConcurrentHashMap<>();

    private record Watched(String project, String name, AtomicLong count) {}

    private Touches(Optional<WatchService> inotify, Events events) {
        this.inotify = inotify;
        this.events = events;
    }

    static Touches open(Events events) {
        Touches touches = new Touches(inotify(), events);
        Thread thread = new Thread(touches::listen, "touches");
        thread.setDaemon(true);
        thread.start();
        return touches;
    }

    private static Optional<WatchService> inotify() {
        try {
            return Optional.of(FileSystems.getDefault().newWatchService());
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "no inotify, everything is read again each time  cause=\"{0}\"",
                    e.getMessage());
            return Optional.empty();
        }
    }

    /**
     * How often the run's directories were written to; empty where nobody can tell.
     *
     * @param directories watched from the first call on
     */
    Optional<Long> count(Container container, Run run, Supplier<Collection<Path>> directories) {
        if (inotify.isEmpty()) {
            return Optional.empty();
        }
        AtomicLong known = byRun.get(run.running());
        if (known == null) {
            known = new AtomicLong();
            for (Path directory : directories.get()) {
                if (!watch(container, directory, known)) {
                    return Optional.empty();
                }
            }
            byRun.put(run.running(), known);
        }
        return Optional.of(known.get());
    }

    private boolean watch(Container container, Path directory, AtomicLong count) {
        try {
            WatchKey key = directory.register(
                    inotify.orElseThrow(),
                    StandardWatchEventKinds.ENTRY_MODIFY,
                    StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_DELETE);
            byDirectory.put(
                    key,
                    new Watched(container.record().project(), container.record().name(), count));
            return true;
        } catch (IOException e) {
            return false; // the container is just ending, or there are too many watches
        }
    }

    private void listen() {
        try {
            while (inotify.isPresent()) {
                WatchKey key = inotify.get().take();
                Optional<Watched> watched = Optional.ofNullable(byDirectory.get(key));
                boolean touched = key.pollEvents().stream().anyMatch(Touches::tells);
                if (!key.reset()) {
                    byDirectory.remove(key);
                }
                if (touched) {
                    watched.ifPresent(this::tell);
                }
            }
        } catch (InterruptedException | ClosedWatchServiceException e) {
            // closed with the engine
        }
    }

    private static boolean tells(WatchEvent<?> event) {
        return !(event.context() instanceof Path file) || !OURS.contains(file.toString());
    }

    private void tell(Watched watched) {
        watched.count().incrementAndGet();
        events.publish(
                new EngineEvent.LookAgain(Optional.of(watched.project()), "files of " + watched.name() + " written"));
    }

    @Override
    public void close() {
        inotify.ifPresent(service -> {
            try {
                service.close();
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "inotify not closed", e);
            }
        });
    }
}
