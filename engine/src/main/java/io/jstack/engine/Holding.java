package io.jstack.engine;

import io.jstack.orchestrator.Drift;
import io.jstack.runtime.Kept;
import java.util.ArrayList;
import java.util.List;

/** A container's holder: without it the next engine would find neither the log's ends nor the reserved ports. */
final class Holding implements Concern {
    private final LogRoom logs;
    private final ApiSockets api;
    private final Lives lives;

    Holding(LogRoom logs, ApiSockets api, Lives lives) {
        this.logs = logs;
        this.api = api;
        this.lives = lives;
    }

    @Override
    public List<Drift> look(Container container, Run run) {
        return run.running().isHeld()
                ? List.of()
                : List.of(new Drift(
                        Drift.Kind.HOLDER_GONE,
                        "the holder of %s is gone".formatted(container.record().name()),
                        Drift.Repair.IN_PLACE));
    }

    @Override
    public void repair(Container container, Run run, Drift drift) {
        List<Kept> kept = new ArrayList<>(logs.kept(container.id()));
        kept.addAll(PortRoom.kept(run.ports()));
        kept.addAll(api.kept(container.record()));
        run.running().hold(kept);
        lives.saveRun(container, run);
    }

    @Override
    public boolean owns(Drift.Kind kind) {
        return kind == Drift.Kind.HOLDER_GONE;
    }
}
