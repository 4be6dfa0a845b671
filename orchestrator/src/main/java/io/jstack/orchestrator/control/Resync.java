package io.jstack.orchestrator.control;

import io.jstack.orchestrator.Event;
import io.jstack.orchestrator.ExitStatus;
import io.jstack.orchestrator.Observed;
import io.jstack.orchestrator.Observed.OfContainer;
import io.jstack.orchestrator.Observed.State;
import io.jstack.orchestrator.Progress;
import io.jstack.orchestrator.model.Service;
import io.jstack.orchestrator.plan.Plan;
import io.jstack.orchestrator.plan.Reconciler;
import io.jstack.orchestrator.plan.Replica;
import io.jstack.orchestrator.plan.Wishes;
import io.jstack.values.ContainerId;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Looks at the whole every few seconds, or soon after a hint, and repairs what is not as asked. Never while a command holds the
 * project, and never by a picture that something has overtaken. Owned by the project's mailbox.
 */
final class Resync {
    static final String HOLDER = "the loop";

    private static final System.Logger LOG = System.getLogger("control");
    private static final Duration PERIOD = Duration.ofSeconds(5);
    private static final Duration SOON = Duration.ofMillis(20);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final Project project;
    private Timer.Alarm alarm = Timer.Alarm.NONE;
    private boolean hinted;
    private boolean closed;
    private Duration pause = PERIOD;

    Resync(Project project) {
        this.project = project;
    }

    /** From now on. */
    void begin() {
        soon("begin");
    }

    void close() {
        closed = true;
        alarm.cancel();
    }

    /** Something may have changed. */
    void soon(String hint) {
        if (!hinted && !closed) {
            LOG.log(Level.DEBUG, () -> "look again  project=%s cause=\"%s\"".formatted(project.name, hint));
            hinted = true;
            in(SOON);
        }
    }

    private void in(Duration wait) {
        alarm.cancel();
        alarm = project.means.timer().after(wait, () -> project.mailbox.execute(this::look));
    }

    private void look() {
        if (closed) {
            return;
        }
        hinted = false;
        if (project.ledger().isEmpty()) {
            return;
        }
        in(pause);
        if (project.gate.holder().isEmpty()) {
            Background.let(project.gate.enter(HOLDER, Progress.SILENT, this::reconcile), "resync");
        }
    }

    private CompletableFuture<Boolean> reconcile() {
        long epoch = project.epoch();
        return project.means
                .workers()
                .bounded(() -> project.means.engine().observe(project.name))
                .thenComposeAsync(
                        observed -> {
                            if (project.epoch() != epoch) {
                                soon("overtaken");
                                return CompletableFuture.completedFuture(false);
                            }
                            take(observed);
                            return repair(plan(observed));
                        },
                        project.mailbox)
                .exceptionally(failure -> {
                    LOG.log(Level.WARNING, "resync failed  project=" + project.name, failure);
                    return false;
                });
    }

    /** What the loop would do by this picture. */
    Plan plan(Observed observed) {
        return project.ledger()
                .map(ledger -> {
                    Set<String> services = new HashSet<>(ledger.active());
                    services.removeAll(ledger.withheld());
                    return Reconciler.plan(
                            ledger.stack(),
                            project.withHealth(observed),
                            Wishes.keep(services, ledger.stopped(), resting(ledger, observed), ledger.done()));
                })
                .orElse(Plan.EMPTY);
    }

    private Set<String> resting(Ledger ledger, Observed observed) {
        Set<String> resting = new HashSet<>();
        for (OfContainer container : observed.containers()) {
            Service service = ledger.stack().services().get(container.service());
            boolean old = service != null && !service.hash().equals(container.hash());
            if (old && ledger.paused().contains(container.service())) {
                resting.add(Replica.of(container).toString());
            }
        }
        for (Tracked container : project.containers()) {
            if (container.isResting()) {
                resting.add(container.key());
            }
        }
        return resting;
    }

    private CompletableFuture<Boolean> repair(Plan plan) {
        if (plan.isEmpty()) {
            pause = PERIOD;
            return CompletableFuture.completedFuture(true);
        }
        for (Plan.Step step : plan.steps()) {
            LOG.log(
                    Level.INFO,
                    () -> "repair  project=%s action=\"%s\" cause=\"%s\""
                            .formatted(
                                    project.name,
                                    step.action().text(),
                                    step.action().cause()));
            project.tell(
                    Event.Resource.PROJECT,
                    step.action().text(),
                    "drift",
                    step.action().cause().toString());
        }
        ContainerWork hands = new ContainerWork(project, Progress.SILENT, Optional.empty(), new Operation());
        return PlanRun.of(plan, hands, project.mailbox, () -> closed)
                .thenApplyAsync(
                        ends -> {
                            boolean failed = ends.values().stream().anyMatch(e -> e instanceof PlanRun.End.Failed);
                            ends.forEach((number, end) -> tellFailure(plan, number, end));
                            pause = failed ? min(pause.multipliedBy(2), LONGEST_PAUSE) : PERIOD;
                            if (failed) {
                                in(pause);
                            } else {
                                soon("repaired");
                            }
                            return !failed;
                        },
                        project.mailbox);
    }

    private void tellFailure(Plan plan, int number, PlanRun.End end) {
        if (end instanceof PlanRun.End.Failed failed) {
            String action = plan.steps().get(number - 1).action().text();
            LOG.log(
                    Level.WARNING,
                    "repair failed  project=%s action=\"%s\" cause=\"%s\""
                            .formatted(project.name, action, failed.failure().getMessage()));
            project.tell(
                    Event.Resource.PROJECT,
                    action,
                    "repair-failed",
                    String.valueOf(failed.failure().getMessage()));
        }
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    // ---- taking the picture in

    /** Brings what is known of the containers in line with the picture. */
    void take(Observed observed) {
        for (OfContainer container : observed.containers()) {
            Optional<Tracked> known = project.container(container.id());
            if (known.isEmpty()) {
                adopt(container);
            } else if (known.get().doing == Tracked.Doing.NOTHING) {
                compare(known.get(), container);
            }
        }
        Set<ContainerId> seen = new HashSet<>();
        observed.containers().forEach(container -> seen.add(container.id()));
        for (Tracked known : project.containers()) {
            if (known.doing == Tracked.Doing.NOTHING && !seen.contains(known.id)) {
                project.tell(known, "destroy", "removed behind our back", Map.of());
                project.forget(known);
            }
        }
    }

    private void adopt(OfContainer container) {
        Tracked known = project.track(container.id(), Replica.of(container), container.oneOff());
        known.restarts = container.restarts();
        known.exit = container.exit();
        known.reason = container.exit().map(ExitStatus::toString).orElse("");
        if (container.isAlive()) {
            known.alive = true;
            known.exit = Optional.empty();
            known.paused = container.state() == State.PAUSED;
            known.startedAt = container.started().orElse(container.created());
            project.prober.resume(known, container.health());
            project.tell(known, "adopt", "", Map.of());
        } else {
            known.ended.complete(container.exit().orElse(ExitStatus.unknown()));
        }
    }

    private void compare(Tracked known, OfContainer container) {
        if (known.alive && !container.isAlive()) {
            project.keeper.exited(known, container.exit().orElse(ExitStatus.unknown()));
        } else if (!known.alive && container.isAlive()) {
            known.alive = true;
            known.run++;
            known.exit = Optional.empty();
            known.cancelAttempt();
            known.startedAt = container.started().orElse(container.created());
            known.ended = new CompletableFuture<>();
            project.prober.begin(known);
        }
        known.paused = container.state() == State.PAUSED;
        if (container.state() == State.DEAD) {
            known.cancelAttempt();
        }
    }
}
