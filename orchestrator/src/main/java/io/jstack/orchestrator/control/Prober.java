package io.jstack.orchestrator.control;

import io.jstack.orchestrator.CommandResult;
import io.jstack.orchestrator.Health;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Probes each running container in its rhythm, one probe at a time. Owned by the project's mailbox. */
final class Prober {
    private static final Duration WHILE_PAUSED = Duration.ofSeconds(1);

    private final Project project;
    private final Turns turns;

    Prober(Project project) {
        this.project = project;
        this.turns = new Turns(project);
    }

    /** A run begins: nothing is known of its health. */
    void begin(Tracked container) {
        watch(container, settings(container).map(s -> HealthWatch.begin(s, container.startedAt)));
    }

    /** A run that went on while nobody watched. */
    void resume(Tracked container, Health before) {
        Instant now = project.means.timer().now();
        watch(container, settings(container).map(s -> HealthWatch.resume(s, container.startedAt, before, now)));
    }

    private Optional<HealthSettings> settings(Tracked container) {
        return container.oneOff
                ? Optional.empty()
                : project.service(container.replica.service())
                        .flatMap(service -> HealthSettings.of(service, project.image(service.name())));
    }

    private void watch(Tracked container, Optional<HealthWatch> watch) {
        stop(container);
        container.health = watch;
        watch.ifPresent(w -> {
            noteHealth(container, w.health());
            next(container, w);
        });
    }

    void stop(Tracked container) {
        container.probe.cancel();
        container.probe = Timer.Alarm.NONE;
    }

    private void next(Tracked container, HealthWatch watch) {
        int run = container.run;
        Duration wait = container.paused
                ? WHILE_PAUSED
                : watch.untilNext(project.means.timer().now());
        container.probe =
                project.means.timer().after(wait, () -> project.mailbox.execute(() -> due(container, watch, run)));
    }

    private void due(Tracked container, HealthWatch watch, int run) {
        if (!isCurrent(container, watch, run)) {
            return;
        }
        if (container.paused) {
            next(container, watch);
        } else if (watch.health() == Health.HEALTHY) {
            turns.take(() -> {
                if (isCurrent(container, watch, run) && !container.paused) {
                    probe(container, watch, run, turns::over);
                    return;
                }
                turns.over();
                if (isCurrent(container, watch, run)) {
                    next(container, watch);
                }
            });
        } else {
            // somebody may wait for its answer
            probe(container, watch, run, () -> {});
        }
    }

    /** Whether the run goes on and is not being ended, and nobody has begun to watch it anew. */
    private static boolean isCurrent(Tracked container, HealthWatch watch, int run) {
        return container.run == run
                && container.alive
                && container.doing != Tracked.Doing.ENDING
                && container.health.filter(current -> current == watch).isPresent();
    }

    private void probe(Tracked container, HealthWatch watch, int run, Runnable over) {
        Instant begun = project.means.timer().now();
        HealthSettings settings = watch.settings();
        Background.let(
                project.means
                        .workers()
                        .free(() -> project.means.engine().probe(container.id, settings.test(), settings.timeout()))
                        .exceptionally(failure -> new CommandResult(
                                -1,
                                String.valueOf(PlanRun.withoutWrapping(failure).getMessage()),
                                false))
                        .thenAccept(result -> project.mailbox.executeHere(() -> {
                            answered(container, watch, run, begun, result);
                            over.run();
                        })),
                "probing " + container.replica);
    }

    private void answered(Tracked container, HealthWatch watch, int run, Instant begun, CommandResult result) {
        if (!isCurrent(container, watch, run)) {
            return;
        }
        boolean changed = watch.note(begun, project.means.timer().now(), result);
        next(container, watch);
        if (changed) {
            noteHealth(container, watch.health());
            project.tell(
                    container,
                    "health_status",
                    watch.health() == Health.UNHEALTHY ? watch.lastOutput() : "",
                    Map.of("health", watch.health().toString()));
            if (watch.health() == Health.UNHEALTHY) {
                project.keeper.unhealthy(container, watch);
            }
            project.changed();
            project.resync.soon("health of " + container.replica + " changed");
        }
    }

    private void noteHealth(Tracked container, Health health) {
        Background.letFail(
                project.means.workers().free(() -> project.means.engine().noteHealth(container.id, health)));
    }
}
