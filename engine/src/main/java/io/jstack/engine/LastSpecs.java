package io.jstack.engine;

import io.jstack.runtime.oci.RuntimeSpec;
import io.jstack.runtime.oci.SpecJson;
import io.jstack.values.ContainerId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The OCI runtime spec that each container was last started from, {@code config.json}, for people who ask. It is written a moment after
 * the start: as text it is 13 KB and half a millisecond, and most are never asked for. Where the engine is killed in between, the next one
 * shows the spec of the start before.
 */
final class LastSpecs implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("engine");
    private static final Duration A_MOMENT = Duration.ofSeconds(2);

    private final ContainerFiles files;
    private final ScheduledExecutorService later;
    private final Map<ContainerId, RuntimeSpec> unwritten = new ConcurrentHashMap<>();

    LastSpecs(ContainerFiles files, ScheduledExecutorService later) {
        this.files = files;
        this.later = later;
    }

    void note(ContainerId id, RuntimeSpec spec) {
        if (unwritten.put(id, spec) != null) {
            return;
        }
        try {
            Future<?> unused = later.schedule(() -> write(id), A_MOMENT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            write(id); // the engine is ending, and nothing comes later
        }
    }

    Optional<String> find(ContainerId id) {
        write(id);
        return files.spec(id);
    }

    /** Nothing is written from now on: its files are to be removed. */
    void forget(ContainerId id) {
        unwritten.remove(id);
    }

    private void write(ContainerId id) {
        unwritten.computeIfPresent(id, (same, spec) -> {
            try {
                files.saveSpec(id, SpecJson.write(spec));
            } catch (RuntimeException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "spec not written  container={0} cause=\"{1}\"",
                        id,
                        e.getMessage());
            }
            return null;
        });
    }

    /** What an engine after this one may be asked. */
    @Override
    public void close() {
        unwritten.keySet().forEach(this::write);
    }
}
