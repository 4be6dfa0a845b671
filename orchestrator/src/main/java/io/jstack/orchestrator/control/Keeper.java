package io.jstack.orchestrator.control;

import io.jstack.orchestrator.Engine.StartReason;
import io.jstack.orchestrator.ExitStatus;
import io.jstack.orchestrator.Health;
import io.jstack.orchestrator.model.Dependency;
import io.jstack.orchestrator.model.Service;
import io.jstack.orchestrator.plan.RestartRule;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Brings containers back whose process ended or turned unhealthy, by policy and with back-off; how is next door, in {@link Runs}. The way
 * from an exit to the new start is short: one message, no look at the host, no plan. Owned by the project's mailbox.
 */
final class Keeper {
    private static final System.Logger LOG = System.getLogger("control");
    private static final Duration KILL_EFFECT = Duration.ofSeconds(10);

    private final Project project;

    Keeper(Project project) {
        this.project = project;
    }

    // ---- ends

    /** A process is gone. */
    void exited(Tracked container, ExitStatus status) {
        if (!container.alive) {
            if (container.doing == Tracked.Doing.STARTING) {
                container.earlyEnd = Optional.of(status);
            }
            return;
        }
        Instant now = now();
        Duration ran = Duration.between(container.startedAt, now);
        container.alive = false;
        container.paused = false;
        container.exit = Optional.of(status);
        container.run++;
        project.prober.stop(container);
        container.reason = status.toString();
        tellEnd(container, status);
        LOG.log(
                Level.INFO,
                () -> "container exited  project=%s replica=%s status=\"%s\" after=%s"
                        .formatted(project.name, container.replica, status, ran));
        if (container.doing != Tracked.Doing.ENDING && !container.onTrial) {
            decide(container, status, ran);
        }
        container.ended.complete(status);
        project.changed();
    }

    private void tellEnd(Tracked container, ExitStatus status) {
        Map<String, String> attributes = new HashMap<>();
        status.code().ifPresent(code -> attributes.put("exitCode", Integer.toString(code)));
        status.signal().ifPresent(signal -> attributes.put("signal", signal));
        if (status.outOfMemory()) {
            project.tell(container, "oom", "out of memory", Map.of());
        }
        project.tell(container, "die", status.toString(), attributes);
    }

    private void decide(Tracked container, ExitStatus status, Duration ran) {
        Optional<Service> service = wanted(container);
        if (service.isEmpty()) {
            return;
        }
        if (container
                .killedAt
                .filter(at -> Duration.between(at, now()).compareTo(KILL_EFFECT) <= 0)
                .isPresent()) {
            container.reason = status + ", killed by user";
            project.rememberSoon(ledger -> ledger.withStopped(with(ledger.stopped(), container.key())));
            return;
        }
        RestartRule rule = rule(service.get());
        if (rule.restarts(status, container.restarts)) {
            Optional<Duration> fixed = service.get().lifecycle().restart().flatMap(r -> r.delay());
            attemptAfter(container, container.backoff.afterRunOf(ran, fixed), status + ", " + rule);
        } else if (rule.isDone(status) && status.isSuccess()) {
            noteDone(service.get());
        }
        project.resync.soon(container.replica + " ended");
    }

    private void noteDone(Service service) {
        boolean all = project.replicas(service.name()).stream()
                .allMatch(t -> !t.alive && t.exit.filter(ExitStatus::isSuccess).isPresent());
        if (all) {
            project.rememberSoon(ledger -> {
                Map<String, String> done = new LinkedHashMap<>(ledger.done());
                done.put(service.name(), service.hash());
                return ledger.withDone(done);
            });
        }
    }

    // ---- another attempt

    private void attemptAfter(Tracked container, Duration wait, String cause) {
        container.cancelAttempt();
        if (wait.isZero()) {
            attempt(container, cause);
            return;
        }
        container.nextAttempt = Optional.of(now().plus(wait));
        boolean loops = container.backoff.isCrashLoop();
        container.reason = loops ? "crash-loop: " + cause : cause;
        project.tell(
                container,
                loops ? "crash-loop" : "restart-planned",
                cause,
                Map.of("attempt", Integer.toString(container.backoff.quickEnds()), "in", wait.toMillis() + "ms"));
        container.attempt = project.means
                .timer()
                .after(
                        wait,
                        () -> project.mailbox.execute(() -> {
                            if (container.nextAttempt.isPresent()) {
                                container.cancelAttempt();
                                attempt(container, cause);
                            }
                        }));
    }

    private void attempt(Tracked container, String cause) {
        Optional<Service> service = wanted(container);
        if (container.alive || service.isEmpty() || container.doing != Tracked.Doing.NOTHING) {
            return;
        }
        Optional<Dependency> missing = missing(service.get());
        if (missing.isPresent()) {
            waitForDependency(container, service.get(), missing.get(), cause);
            return;
        }
        Background.letFail(project.turn(
                container.key(),
                () -> container.alive || wanted(container).isEmpty()
                        ? CompletableFuture.completedFuture(null)
                        : project.runs.start(container, StartReason.RESTART, cause)));
    }

    private void waitForDependency(Tracked container, Service service, Dependency missing, String cause) {
        container.waitsForDependency = true;
        container.reason = "waits for %s to be %s"
                .formatted(missing.service(), missing.condition().key().substring("service_".length()));
        int run = container.run;
        Background.let(
                project.waits
                        .until(() -> container.run != run
                                        || !container.waitsForDependency
                                        || missing(service).isEmpty()
                                ? new Waits.Answer.Yes()
                                : new Waits.Answer.NotYet(missing.service()))
                        .thenRunAsync(
                                () -> {
                                    if (container.run == run && container.waitsForDependency) {
                                        container.waitsForDependency = false;
                                        attempt(container, cause);
                                    }
                                },
                                project.mailbox),
                "waiting for a dependency");
    }

    /** A dependency that is not as the service needs it, but may be expected to become so by itself. */
    private Optional<Dependency> missing(Service service) {
        Conditions conditions = new Conditions(project);
        return service.dependsOn().stream()
                .filter(d -> d.required() && conditions.ask(d.service(), d.condition()) instanceof Waits.Answer.NotYet)
                .findFirst();
    }

    /** A start of its own did not succeed. */
    void startFailed(Tracked container, Throwable failure) {
        Duration wait = container.backoff.afterRunOf(Duration.ZERO, Optional.empty());
        attemptAfter(container, wait, "start failed: " + failure.getMessage());
        project.changed();
    }

    // ---- health

    /** A running container turned unhealthy. */
    void unhealthy(Tracked container, HealthWatch watch) {
        Optional<Service> service = wanted(container);
        container.reason = "unhealthy: " + watch.lastOutput();
        if (service.isEmpty() || container.onTrial || !rule(service.get()).restartsUnhealthy()) {
            return;
        }
        boolean first = container.backoff.quickEnds() == 0;
        Duration wait = container.backoff.afterRunOf(watch.wasHealthyFor(), Optional.empty());
        int run = container.run;
        String cause = container.reason;
        if (first || wait.isZero()) {
            restartUnhealthy(container, run, cause);
            return;
        }
        container.nextAttempt = Optional.of(now().plus(wait));
        if (container.backoff.isCrashLoop()) {
            container.reason = "crash-loop: " + cause;
            project.tell(container, "crash-loop", cause, Map.of("in", wait.toMillis() + "ms"));
        }
        container.attempt = project.means
                .timer()
                .after(wait, () -> project.mailbox.execute(() -> restartUnhealthy(container, run, cause)));
    }

    private void restartUnhealthy(Tracked container, int run, String cause) {
        if (container.run != run || !container.alive || container.healthNow() != Health.UNHEALTHY) {
            if (container.run == run) {
                container.cancelAttempt();
            }
            return;
        }
        container.cancelAttempt();
        project.tell(container, "unhealthy-restart", cause, Map.of());
        Background.letFail(project.runs.restart(container, cause));
    }

    // ---- those that follow

    /** Who has {@code restart: true} for a dependency follows a restart of it, once. */
    void bringFollowers(String service) {
        project.ledger().ifPresent(ledger -> {
            for (Service follower : ledger.stack().services().values()) {
                if (follower.follows(service)) {
                    follow(follower, service);
                }
            }
        });
    }

    private void follow(Service follower, String service) {
        for (Tracked container : project.replicas(follower.name())) {
            if (!container.alive || wanted(container).isEmpty()) {
                continue;
            }
            int run = container.run;
            CompletableFuture<Void> ready = project.waits.until(
                    () -> container.run != run || missing(follower).isEmpty()
                            ? new Waits.Answer.Yes()
                            : new Waits.Answer.NotYet(service));
            Background.let(
                    ready.thenRunAsync(
                            () -> {
                                if (container.run == run && container.doing == Tracked.Doing.NOTHING) {
                                    Background.letFail(project.runs.restart(container, service + " was restarted"));
                                }
                            },
                            project.mailbox),
                    "following " + service);
        }
    }

    // ---- wishes

    /** The container's service, when the loop is to keep this container. */
    private Optional<Service> wanted(Tracked container) {
        if (container.oneOff) {
            return Optional.empty();
        }
        return project.ledger()
                .filter(l -> l.active().contains(container.replica.service())
                        && !l.stopped().contains(container.key()))
                .flatMap(l -> Optional.ofNullable(l.stack().services().get(container.replica.service())))
                .filter(s -> container.replica.number() <= s.replicas());
    }

    private RestartRule rule(Service service) {
        return project.rule(service.name());
    }

    private Instant now() {
        return project.means.timer().now();
    }

    static Set<String> with(Set<String> set, String more) {
        Set<String> all = new HashSet<>(set);
        all.add(more);
        return all;
    }
}
