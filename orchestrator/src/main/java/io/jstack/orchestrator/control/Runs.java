package io.jstack.orchestrator.control;

import io.jstack.orchestrator.Engine.StartReason;
import io.jstack.orchestrator.ExitStatus;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Begins and ends the runs of containers, and keeps what is known of each in step; whether one is to run is decided elsewhere. Owned by
 * the project's mailbox.
 */
final class Runs {
    private static final System.Logger LOG = System.getLogger("control");

    private final Project project;

    Runs(Project project) {
        this.project = project;
    }

    /** Starts the container, in its turn; whoever calls has the turn. */
    CompletableFuture<Void> start(Tracked container, StartReason reason, String cause) {
        container.cancelAttempt();
        container.doing = Tracked.Doing.STARTING;
        container.earlyEnd = Optional.empty();
        Instant begun = project.means.timer().now();
        return Chain.then(
                starting(reason, () -> project.means.engine().startContainer(container.id, reason)),
                failure -> {
                    container.doing = Tracked.Doing.NOTHING;
                    if (failure.isEmpty()) {
                        started(
                                container,
                                reason,
                                cause,
                                Duration.between(begun, project.means.timer().now()));
                        return CompletableFuture.completedFuture(null);
                    }
                    container.reason = "start failed: " + failure.get().getMessage();
                    if (reason == StartReason.RESTART) {
                        tellFailure(container, failure.get());
                        project.keeper.startFailed(container, failure.get());
                    }
                    return CompletableFuture.failedFuture(failure.get());
                },
                project.mailbox);
    }

    private void started(Tracked container, StartReason reason, String cause, Duration took) {
        container.alive = true;
        container.paused = false;
        container.run++;
        container.startedAt = project.means.timer().now();
        container.exit = Optional.empty();
        container.killedAt = Optional.empty();
        container.reason = "";
        container.ended = new CompletableFuture<>();
        if (reason == StartReason.RESTART) {
            container.restarts++;
        } else {
            container.restarts = 0;
            container.backoff.reset();
            forgetDone(container);
        }
        project.tell(
                container,
                reason == StartReason.RESTART ? "restart" : "start",
                cause,
                Map.of("took", tenths(took.toNanos() / 100_000) + "ms"));
        project.prober.begin(container);
        Optional<ExitStatus> early = container.earlyEnd;
        container.earlyEnd = Optional.empty();
        early.ifPresent(status -> project.keeper.exited(container, status));
        project.changed();
        if (reason == StartReason.RESTART && container.alive) {
            project.keeper.bringFollowers(container.replica.service());
        }
    }

    private static String tenths(long number) {
        return number / 10 + "." + number % 10;
    }

    /** A one-shot a person runs again has yet to finish. */
    private void forgetDone(Tracked container) {
        if (!container.oneOff) {
            project.rememberSoon(ledger -> {
                if (!ledger.done().containsKey(container.replica.service())) {
                    return ledger;
                }
                Map<String, String> done = new LinkedHashMap<>(ledger.done());
                done.remove(container.replica.service());
                return ledger.withDone(done);
            });
        }
    }

    /** What ran already does not wait until all of a large stack has been started. */
    private CompletableFuture<Void> starting(StartReason reason, Runnable start) {
        return reason == StartReason.RESTART
                ? project.means.starts().boundedAhead(start)
                : project.means.starts().bounded(start);
    }

    /** Stops and starts a running container, and its followers after it. */
    CompletableFuture<Void> restart(Tracked container, String cause) {
        return project.turn(
                container.key(),
                () -> Chain.then(
                        halt(container, grace(container)),
                        failure -> {
                            failure.ifPresent(why -> tellFailure(container, why));
                            return failure.map(CompletableFuture::<Void>failedFuture)
                                    .orElseGet(() -> start(container, StartReason.RESTART, cause));
                        },
                        project.mailbox));
    }

    /** Ends a container's process, in its turn; what happens to it until then is nobody's concern. */
    CompletableFuture<Void> end(Tracked container, Duration grace) {
        return end(container, () -> project.means.engine().stopContainer(container.id, grace));
    }

    /** The same, when a start follows at once. */
    CompletableFuture<Void> halt(Tracked container, Duration grace) {
        return end(container, () -> project.means.engine().haltContainer(container.id, grace));
    }

    private CompletableFuture<Void> end(Tracked container, Runnable call) {
        container.cancelAttempt();
        container.doing = Tracked.Doing.ENDING;
        project.prober.stop(container);
        return project.means
                .workers()
                .free(call)
                .whenCompleteAsync(
                        (done, failure) -> {
                            container.doing = Tracked.Doing.NOTHING;
                            if (container.alive && failure == null) {
                                container.alive = false;
                                container.run++;
                            } else if (container.alive) {
                                project.prober.resume(container, container.healthNow());
                            }
                            project.changed();
                        },
                        project.mailbox);
    }

    Duration grace(Tracked container) {
        return project.service(container.replica.service())
                .flatMap(s -> s.lifecycle().stopGracePeriod())
                .orElse(Duration.ofSeconds(10));
    }

    private void tellFailure(Tracked container, Throwable failure) {
        LOG.log(
                Level.WARNING,
                "restart failed  project=%s replica=%s cause=\"%s\""
                        .formatted(project.name, container.replica, failure.getMessage()));
    }
}
