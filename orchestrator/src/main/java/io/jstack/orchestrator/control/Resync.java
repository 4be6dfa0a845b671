package io.jstack.orchestrator.control;

import io.jstack.orchestrator.Drift;
import io.jstack.orchestrator.Event;
import io.jstack.orchestrator.ExitStatus;
import io.jstack.orchestrator.ImageFacts;
import io.jstack.orchestrator.Observed;
import io.jstack.orchestrator.Observed.OfContainer;
import io.jstack.orchestrator.Observed.State;
import io.jstack.orchestrator.Progress;
import io.jstack.orchestrator.model.Service;
import io.jstack.orchestrator.model.Stack;
import io.jstack.orchestrator.plan.Plan;
import io.jstack.orchestrator.plan.Reconciler;
import io.jstack.orchestrator.plan.Replica;
import io.jstack.orchestrator.plan.Wishes;
import io.jstack.values.ContainerId;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/**
 * Looks at the whole every few seconds, or soon after a hint, and repairs what is not as asked. Never while a command holds the
 * project, and never by a picture that something has overtaken. Owned by the project's mailbox.
 */
final class Resync {
    static final String HOLDER = "the loop";

    private static final System.Logger LOG = System.getLogger("control");

    private final Project project;
    private final RepairBackOff backOff = new RepairBackOff();
    private final Pace pace = new Pace();
    private Timer.Alarm alarm = Timer.Alarm.NONE;
    private Optional<Instant> due = Optional.empty();
    private boolean closed;
    private List<String> asked = List.of();
    private Map<String, ImageFacts> followed = Map.of();
    private Set<String> waiting = Set.of();

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

    /** Something of this project changed. */
    void soon(String cause) {
        lookIn(Pace.SOON, cause);
    }

    /** Something of the host changed, and may not concern this project: while that goes on and nothing comes of it, looks get rarer. */
    void hint(String cause) {
        lookIn(pace.afterHint(), cause);
    }

    private void lookIn(Duration wait, String cause) {
        Instant at = project.means.timer().now().plus(wait);
        if (!closed && due.filter(known -> !at.isBefore(known)).isEmpty()) {
            LOG.log(Level.DEBUG, () -> "look again  project=%s cause=\"%s\"".formatted(project.name, cause));
            due = Optional.of(at);
            in(wait);
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
        boolean byHint = due.isPresent();
        due = Optional.empty();
        if (project.ledger().isEmpty()) {
            return;
        }
        in(pace.period());
        if (project.gate.holder().isEmpty()) {
            Background.let(project.gate.enter(HOLDER, Progress.SILENT, () -> reconcile(byHint)), "resync");
        }
    }

    /** @param byHint whether by a hint, and not because it was time */
    private CompletableFuture<Boolean> reconcile(boolean byHint) {
        long epoch = project.epoch();
        Optional<Stack> stack = project.ledger().map(Ledger::stack);
        return project.means
                .workers()
                .bounded(() -> look(stack))
                .thenComposeAsync(
                        seen -> {
                            if (project.epoch() != epoch) {
                                soon("overtaken");
                                return CompletableFuture.completedFuture(false);
                            }
                            seen.images().forEach(project::noteImage);
                            followed = seen.images();
                            return repair(planned(seen, byHint));
                        },
                        project.mailbox)
                .exceptionally(failure -> {
                    LOG.log(Level.WARNING, "resync failed  project=" + project.name, failure);
                    return false;
                });
    }

    private Plan planned(Seen seen, boolean byHint) {
        long begun = System.nanoTime();
        take(seen.observed());
        Plan plan = plan(seen.observed());
        pace.looked(seen.took().plusNanos(System.nanoTime() - begun));
        if (byHint && plan.isEmpty()) {
            pace.hintWasIdle();
        } else {
            pace.hintWasGood();
        }
        return plan;
    }

    private record Seen(Observed observed, Map<String, ImageFacts> images, Duration took) {}

    private Seen look(Optional<Stack> stack) {
        long begun = System.nanoTime();
        Observed observed = project.means.engine().observe(project.name);
        Map<String, ImageFacts> images = new HashMap<>();
        stack.ifPresent(s -> s.services().values().stream()
                .filter(ImagePolicy::isFollowed)
                .forEach(service -> project.means
                        .engine()
                        .image(s, service)
                        .ifPresent(facts -> images.put(service.name(), facts))));
        return new Seen(observed, images, Duration.ofNanos(System.nanoTime() - begun));
    }

    /** What the loop would do by this picture. */
    Plan plan(Observed observed) {
        return project.ledger()
                .map(ledger -> {
                    Set<String> services = new HashSet<>(ledger.active());
                    Set<String> withheld = withheld(ledger, observed);
                    services.removeAll(withheld);
                    tellWithheld(withheld);
                    return Reconciler.plan(
                            ledger.stack(),
                            project.withHealth(observed),
                            Wishes.keep(
                                    services, ledger.stopped(), resting(ledger, observed), ledger.done(), images()));
                })
                .orElse(Plan.EMPTY);
    }

    /** Services with lost secrets, unless all of it runs: what was mounted then is there still. */
    private static Set<String> withheld(Ledger ledger, Observed observed) {
        Set<String> withheld = new TreeSet<>(ledger.withheld());
        withheld.removeIf(name -> Optional.ofNullable(ledger.stack().services().get(name))
                .filter(service -> observed.containers().stream()
                                .filter(c -> !c.oneOff() && c.service().equals(name) && c.isAlive())
                                .filter(c -> c.drifts().stream().noneMatch(d -> d.repair() == Drift.Repair.RECREATE))
                                .count()
                        >= service.replicas())
                .isPresent());
        withheld.retainAll(ledger.active());
        return withheld;
    }

    private void tellWithheld(Set<String> withheld) {
        withheld.stream()
                .filter(service -> !waiting.contains(service))
                .forEach(
                        service -> project.tell(
                                Event.Resource.PROJECT,
                                service,
                                "waits",
                                "its secrets came from the environment of an earlier up, which is not kept: jstack up brings it back"));
        waiting = withheld;
    }

    private Map<String, Wishes.Image> images() {
        Map<String, Wishes.Image> images = new HashMap<>();
        followed.forEach((service, facts) -> images.put(service, new Wishes.Image.Present(facts)));
        return images;
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

    /** What only a person can put right is told once, and again when it comes back. */
    private void ask(Plan plan) {
        List<String> now = plan.questions();
        now.stream().filter(question -> !asked.contains(question)).forEach(question -> {
            LOG.log(
                    Level.WARNING,
                    () -> "drift left to a person  project=%s cause=\"%s\"".formatted(project.name, question));
            project.tell(Event.Resource.PROJECT, project.name, "drift-left", question);
        });
        asked = now;
    }

    private CompletableFuture<Boolean> repair(Plan plan) {
        ask(plan);
        if (plan.isEmpty()) {
            backOff.reset();
            return CompletableFuture.completedFuture(true);
        }
        if (backOff.holdsBack(plan, project.means.timer().now())) {
            waitForNextAttempt(plan);
            return CompletableFuture.completedFuture(false);
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
                            Instant now = project.means.timer().now();
                            if (failed) {
                                backOff.failed(plan, now);
                                in(Duration.between(now, backOff.next()));
                            } else {
                                backOff.done(plan, now);
                                soon("repaired");
                            }
                            return !failed;
                        },
                        project.mailbox);
    }

    private void waitForNextAttempt(Plan plan) {
        Duration left = Duration.between(project.means.timer().now(), backOff.next());
        if (backOff.isNews()) {
            Plan.Step first = plan.steps().get(0);
            String said = "still so after its repair: %s; next attempt in %d s"
                    .formatted(first.action().cause(), Math.max(1, (left.toMillis() + 999) / 1000));
            LOG.log(Level.WARNING, "repair did not help  project=%s cause=\"%s\"".formatted(project.name, said));
            project.tell(Event.Resource.PROJECT, first.action().text(), "repair-without-effect", said);
        }
        if (left.compareTo(pace.period()) < 0) {
            in(left);
        }
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

    // ---- taking the picture in

    /** Brings what is known of the containers in line with the picture. */
    void take(Observed observed) {
        for (OfContainer container : observed.containers()) {
            project.container(container.id()).ifPresent(t -> t.hash = container.hash());
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
        known.hash = container.hash();
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
