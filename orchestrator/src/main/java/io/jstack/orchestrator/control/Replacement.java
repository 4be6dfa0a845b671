package io.jstack.orchestrator.control;

import io.jstack.orchestrator.ContainerOrder.Succession;
import io.jstack.orchestrator.Engine;
import io.jstack.orchestrator.Engine.AnonymousVolumes;
import io.jstack.orchestrator.Progress;
import io.jstack.orchestrator.UpOptions;
import io.jstack.orchestrator.model.Lifecycle.UpdateConfig;
import io.jstack.orchestrator.model.Lifecycle.UpdateConfig.Order;
import io.jstack.orchestrator.plan.Action;
import io.jstack.orchestrator.plan.Replica;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Puts new containers in the place of old ones, as {@code deploy.update_config} says. The old one is kept until the new one has shown
 * itself fit, and serves on when it does not. Owned by the project's mailbox.
 */
final class Replacement {
    /** For connections that were on their way when the ports were switched: the old container takes them before it is told to stop. */
    private static final Duration LAST_HANDSHAKES = Duration.ofMillis(500);

    private final Project project;
    private final Engine engine;
    private final ContainerWork work;
    private final Steps steps;
    private final Operation operation;
    private final Map<String, ServiceUpdate> updates = new HashMap<>();

    Replacement(Project project, ContainerWork work, Steps steps, Operation operation) {
        this.project = project;
        this.engine = project.means.engine();
        this.work = work;
        this.steps = steps;
        this.operation = operation;
    }

    CompletableFuture<Void> replace(Action.RecreateContainer action) {
        Replica replica = action.replica();
        Optional<UpdateConfig> config = work.service(replica).lifecycle().update();
        if (config.isEmpty() || action.start() == UpOptions.Start.LATER) {
            return project.turn(replica.toString(), () -> {
                Tracked old = work.tracked(action.old(), replica);
                return exchange(action, old, Optional.empty())
                        .thenComposeAsync(fresh -> removeOld(old, action), project.mailbox);
            });
        }
        ServiceUpdate update = updates.computeIfAbsent(
                replica.service(), service -> new ServiceUpdate(config.get(), action.replicas()));
        return operation
                .ends(pause(update.untilNext(now())), project.mailbox)
                .thenComposeAsync(waited -> next(action, update), project.mailbox);
    }

    private CompletableFuture<Void> next(Action.RecreateContainer action, ServiceUpdate update) {
        Replica replica = action.replica();
        if (update.isStopped()) {
            steps.say(replica, Progress.State.WARNING, "Kept: the update is stopped");
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> exchanged = project.turn(replica.toString(), () -> {
            Tracked old = work.tracked(action.old(), replica);
            return exchange(action, old, Optional.of(update.config()))
                    .thenComposeAsync(
                            fresh -> {
                                update.succeeded(new ServiceUpdate.Replaced(old, fresh), now());
                                return update.keepsOld()
                                        ? CompletableFuture.<Void>completedFuture(null)
                                        : removeOld(old, action);
                            },
                            project.mailbox);
        });
        return Chain.then(exchanged, failure -> conclude(action, update, failure), project.mailbox);
    }

    /** After one replica, which may have been the last, or one too many that failed. */
    private CompletableFuture<Void> conclude(
            Action.RecreateContainer action, ServiceUpdate update, Optional<Throwable> failure) {
        boolean takenBack = failure.isPresent() && update.failed(now());
        CompletableFuture<Void> after;
        if (takenBack || (update.isStopped() && update.keepsOld())) {
            after = rollBack(action, update);
        } else if (update.isLast() && update.keepsOld()) {
            after = all(update, one -> removeOld(one.old(), action));
        } else {
            after = CompletableFuture.completedFuture(null);
        }
        return Chain.then(
                after,
                second -> failure.isPresent()
                        ? CompletableFuture.failedFuture(failure.get())
                        : CompletableFuture.completedFuture(null),
                project.mailbox);
    }

    // ---- one replica

    /** The new container, in the old one's place; the old one has ended. When that fails all is as it was. */
    private CompletableFuture<Tracked> exchange(
            Action.RecreateContainer action, Tracked old, Optional<UpdateConfig> config) {
        boolean wasAlive = old.alive;
        boolean beside = wasAlive
                && config.filter(update -> update.order() == Order.START_FIRST).isPresent();
        return work.create(
                        action.replica(),
                        Optional.of(old.id),
                        beside ? Succession.BESIDE : Succession.AFTER,
                        action.anonymousVolumes())
                .thenComposeAsync(
                        fresh -> Chain.then(
                                beside
                                        ? startFirst(old, fresh, action.cause().toString(), config)
                                        : stopFirst(action, old, fresh, config),
                                failure -> failure.isEmpty()
                                        ? CompletableFuture.completedFuture(fresh)
                                        : putBack(old, fresh, wasAlive, failure.get()),
                                project.mailbox),
                        project.mailbox);
    }

    private CompletableFuture<Void> stopFirst(
            Action.RecreateContainer action, Tracked old, Tracked fresh, Optional<UpdateConfig> config) {
        return work.end(old)
                .thenComposeAsync(
                        ended -> action.start() == UpOptions.Start.NOW
                                ? work.start(fresh, action.cause().toString())
                                : CompletableFuture.completedFuture(null),
                        project.mailbox)
                .thenComposeAsync(started -> trial(fresh, config), project.mailbox);
    }

    private CompletableFuture<Void> startFirst(
            Tracked old, Tracked fresh, String cause, Optional<UpdateConfig> config) {
        fresh.onTrial = true;
        return work.start(fresh, cause)
                .thenComposeAsync(started -> trial(fresh, config), project.mailbox)
                .thenComposeAsync(fit -> takeOver(old, fresh, cause), project.mailbox);
    }

    /** From here on there is no way back: what follows may fail without harm, and the loop clears what is left. */
    private CompletableFuture<Void> takeOver(Tracked old, Tracked fresh, String cause) {
        return project.means
                .workers()
                .bounded(() -> engine.switchPorts(old.id, fresh.id))
                .thenComposeAsync(
                        switched -> {
                            fresh.onTrial = false;
                            project.tell(fresh, "switch", cause, Map.of("from", old.id.shortId()));
                            return pause(LAST_HANDSHAKES);
                        },
                        project.mailbox)
                .thenComposeAsync(
                        passed -> Chain.then(
                                work.end(old),
                                failure -> CompletableFuture.<Void>completedFuture(null),
                                project.mailbox),
                        project.mailbox);
    }

    /** Until the container is healthy, where that can be said, and has stayed well for as long as it is monitored. */
    private CompletableFuture<Void> trial(Tracked fresh, Optional<UpdateConfig> config) {
        if (config.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        Conditions conditions = new Conditions(project);
        return operation
                .ends(project.waits.until(() -> conditions.ready(fresh)), project.mailbox)
                .thenComposeAsync(ready -> monitor(fresh, config.get().monitor()), project.mailbox);
    }

    private CompletableFuture<Void> monitor(Tracked fresh, Duration time) {
        if (time.isZero()) {
            return CompletableFuture.completedFuture(null);
        }
        Conditions conditions = new Conditions(project);
        Instant until = now().plus(time);
        Background.letFail(pause(time).thenRunAsync(project::changed, project.mailbox));
        return operation.ends(
                project.waits.until(() -> {
                    Waits.Answer answer = conditions.ready(fresh);
                    boolean over = !now().isBefore(until);
                    return answer instanceof Waits.Answer.Yes && !over
                            ? new Waits.Answer.NotYet(fresh.replica.name())
                            : answer;
                }),
                project.mailbox);
    }

    /** The new container is no good: the old one serves on. */
    private CompletableFuture<Tracked> putBack(Tracked old, Tracked fresh, boolean wasAlive, Throwable failure) {
        work.created().remove(fresh.replica);
        CompletableFuture<Void> restored = Chain.then(
                work.remove(fresh, AnonymousVolumes.KEEP, "did not start"),
                ignored -> wasAlive && !old.alive
                        ? project.runs.start(old, Engine.StartReason.ASKED, "put back")
                        : CompletableFuture.completedFuture(null),
                project.mailbox);
        return Chain.then(
                restored,
                second -> {
                    second.filter(s -> s != failure).ifPresent(failure::addSuppressed);
                    return CompletableFuture.failedFuture(failure);
                },
                project.mailbox);
    }

    private CompletableFuture<Void> removeOld(Tracked old, Action.RecreateContainer action) {
        return work.remove(old, action.anonymousVolumes(), "replaced: " + action.cause());
    }

    // ---- back

    /** Puts back what this update replaced so far, one replica after the other. */
    private CompletableFuture<Void> rollBack(Action.RecreateContainer action, ServiceUpdate update) {
        UpdateConfig how = work.service(action.replica()).lifecycle().rollback().orElse(update.config());
        return all(
                update,
                one -> pause(how.delay())
                        .thenComposeAsync(
                                waited -> project.turn(one.fresh().key(), () -> restore(one.old(), one.fresh(), how)),
                                project.mailbox));
    }

    private CompletableFuture<Void> restore(Tracked old, Tracked fresh, UpdateConfig how) {
        String cause = "rolled back";
        work.created().remove(fresh.replica);
        steps.say(fresh.replica, Progress.State.WORKING, "Rolling back");
        CompletableFuture<Void> back;
        if (how.order() == Order.START_FIRST && fresh.alive) {
            back = startFirst(/* old= */ fresh, /* fresh= */ old, cause, Optional.of(how));
        } else {
            back = work.end(fresh)
                    .thenComposeAsync(ended -> work.start(old, cause), project.mailbox)
                    .thenComposeAsync(started -> trial(old, Optional.of(how)), project.mailbox);
        }
        return back.thenComposeAsync(done -> work.remove(fresh, AnonymousVolumes.KEEP, cause), project.mailbox)
                .whenComplete((done, failure) -> steps.say(
                        old.replica,
                        failure == null ? Progress.State.DONE : Progress.State.FAILED,
                        failure == null ? "Rolled back" : "Error"));
    }

    /** Each of those replaced in turn, the last first, however the one before ended. */
    private CompletableFuture<Void> all(
            ServiceUpdate update, java.util.function.Function<ServiceUpdate.Replaced, CompletableFuture<Void>> what) {
        CompletableFuture<Void> chain = CompletableFuture.completedFuture(null);
        for (ServiceUpdate.Replaced one : update.takeReplaced()) {
            chain = Chain.then(chain, failure -> what.apply(one), project.mailbox);
        }
        return chain;
    }

    // ---- time

    private CompletableFuture<Void> pause(Duration time) {
        CompletableFuture<Void> over = new CompletableFuture<>();
        if (time.isZero()) {
            over.complete(null);
        } else {
            project.means.timer().after(time, () -> over.complete(null));
        }
        return over;
    }

    private Instant now() {
        return project.means.timer().now();
    }
}
