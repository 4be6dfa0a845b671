package io.jstack.orchestrator.control;

import io.jstack.orchestrator.ControlError;
import io.jstack.orchestrator.DownOptions;
import io.jstack.orchestrator.ExitStatus;
import io.jstack.orchestrator.Observed;
import io.jstack.orchestrator.Progress;
import io.jstack.orchestrator.Projects.Follow;
import io.jstack.orchestrator.Projects.RemoveOptions;
import io.jstack.orchestrator.model.Lifecycle;
import io.jstack.orchestrator.model.Resources;
import io.jstack.orchestrator.model.Stack;
import io.jstack.orchestrator.plan.Errand;
import io.jstack.orchestrator.plan.Plan;
import io.jstack.orchestrator.plan.Replica;
import io.jstack.orchestrator.plan.Teardown;
import io.jstack.values.ContainerId;
import io.jstack.values.JstackException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The commands on what exists already. Each runs inside the project's gate and belongs to its mailbox. */
final class Commands {
    private static final System.Logger LOG = System.getLogger("control");

    /** One stuck in the kernel does not end by SIGKILL either. */
    private static final Duration END_PATIENCE = Duration.ofSeconds(10);

    private final Project project;
    private final Progress progress;
    private final Operation operation;

    Commands(Project project, Progress progress, Operation operation) {
        this.project = project;
        this.progress = progress;
        this.operation = operation;
    }

    CompletableFuture<Void> down(DownOptions options) {
        Optional<Stack> stack = project.ledger().map(Ledger::stack);
        stack.filter(s -> !options.services().isEmpty()).ifPresent(s -> Operation.check(s, options.services()));
        boolean whole = options.services().isEmpty();
        CompletableFuture<Void> noted = whole ? unwish() : noteStopped(Set.copyOf(options.services()));
        return noted.thenComposeAsync(done -> observe(), project.mailbox)
                .thenComposeAsync(
                        observed -> carryOut(Teardown.plan(stack, observed, options), options.timeout()),
                        project.mailbox)
                .thenComposeAsync(
                        done -> whole ? project.forget() : CompletableFuture.completedFuture(null), project.mailbox);
    }

    /**
     * From here on nothing is wanted any more, also when the engine dies in the middle; but for a record that cannot be written: going
     * down is how a full disk becomes free.
     */
    private CompletableFuture<Void> unwish() {
        project.containers().forEach(Tracked::cancelAttempt);
        return project.ledger()
                .filter(l -> !l.active().isEmpty())
                .map(l -> l.withActive(Set.of()))
                .map(unwished -> Chain.then(
                        project.remember(unwished),
                        failure -> {
                            failure.ifPresent(why -> {
                                LOG.log(
                                        System.Logger.Level.WARNING,
                                        "record not written  project=%s cause=\"%s\""
                                                .formatted(project.name, why.getMessage()));
                                project.recall(Optional.of(unwished));
                            });
                            return CompletableFuture.<Void>completedFuture(null);
                        },
                        project.mailbox))
                .orElse(CompletableFuture.completedFuture(null));
    }

    CompletableFuture<Void> stop(List<String> services, Optional<Duration> timeout) {
        Set<String> meant = meant(services);
        return noteStopped(meant)
                .thenComposeAsync(done -> observe(), project.mailbox)
                .thenComposeAsync(
                        observed -> carryOut(Errand.stop(stack(), observed, meant), timeout), project.mailbox);
    }

    CompletableFuture<Void> start(List<String> services) {
        Set<String> meant = meantToRun(services);
        return noteWanted(meant)
                .thenComposeAsync(done -> observe(), project.mailbox)
                .thenComposeAsync(
                        observed -> carryOut(Errand.start(stack(), observed, meant), Optional.empty()),
                        project.mailbox);
    }

    CompletableFuture<Void> restart(List<String> services, Optional<Duration> timeout, Follow follow) {
        Set<String> meant = meantToRun(services);
        Set<String> followers = follow == Follow.DEPENDANTS ? Errand.followers(stack(), meant) : Set.of();
        return noteWanted(meant)
                .thenComposeAsync(done -> observe(), project.mailbox)
                .thenComposeAsync(
                        observed -> carryOut(Errand.restart(stack(), observed, meant, followers), timeout),
                        project.mailbox);
    }

    CompletableFuture<Void> remove(List<String> services, RemoveOptions options) {
        Set<String> meant = meant(services);
        Errand.Running running = options.stop() ? Errand.Running.STOPPED : Errand.Running.LEFT_ALONE;
        return observe()
                .thenComposeAsync(
                        observed -> {
                            Plan plan = Errand.remove(stack(), observed, meant, running, options.volumes());
                            Set<String> keys = new LinkedHashSet<>();
                            plan.steps().forEach(step -> keys.add(step.action().name()));
                            return noteStoppedKeys(keys)
                                    .thenComposeAsync(done -> carryOut(plan, Optional.empty()), project.mailbox);
                        },
                        project.mailbox);
    }

    /** One that cannot be survived is waited for, as docker does: a {@code start} after it finds the container ended. */
    CompletableFuture<Void> kill(List<String> services, String signal) {
        String name = signal.toUpperCase(java.util.Locale.ROOT).replaceFirst("^SIG", "");
        boolean fatal =
                Set.of("KILL", "TERM", "INT", "QUIT", "9", "15", "2", "3").contains(name);
        boolean certain = Set.of("KILL", "9").contains(name);
        return eachRunning(services, "Killing", "Killed", container -> {
            if (fatal) {
                container.killedAt = Optional.of(project.means.timer().now());
            }
            container.cancelAttempt();
            project.tell(container, "kill", "", Map.of("signal", signal));
            CompletableFuture<?> end = container
                    .ended
                    .copy()
                    .orTimeout(END_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .exceptionally(late -> ExitStatus.unknown());
            CompletableFuture<Void> sent =
                    project.means.workers().free(() -> project.means.engine().killContainer(container.id, signal));
            return certain ? CompletableFuture.allOf(sent, end) : sent;
        });
    }

    CompletableFuture<Void> pause(List<String> services) {
        return eachRunning(
                services,
                "Pausing",
                "Paused",
                container -> project.turn(
                        container.key(),
                        () -> project.means
                                .workers()
                                .free(() -> project.means.engine().pauseContainer(container.id))
                                .thenRunAsync(() -> setPaused(container, true, "pause"), project.mailbox)));
    }

    CompletableFuture<Void> unpause(List<String> services) {
        return eachRunning(
                services,
                "Unpausing",
                "Unpaused",
                container -> project.turn(
                        container.key(),
                        () -> project.means
                                .workers()
                                .free(() -> project.means.engine().unpauseContainer(container.id))
                                .thenRunAsync(() -> setPaused(container, false, "unpause"), project.mailbox)));
    }

    CompletableFuture<Void> rename(ContainerId id, String name) {
        return new Amendment(project, id).rename(name);
    }

    CompletableFuture<Void> limit(ContainerId id, Resources limits, Optional<Lifecycle.Restart> restart) {
        return new Amendment(project, id).limit(limits, restart);
    }

    private void setPaused(Tracked container, boolean paused, String action) {
        container.paused = paused;
        project.tell(container, action, "", Map.of());
        project.changed();
    }

    private CompletableFuture<Void> eachRunning(
            List<String> services, String doing, String done, Function<Tracked, CompletableFuture<Void>> what) {
        Set<String> meant = meant(services);
        List<CompletableFuture<Void>> all = project.containers().stream()
                .filter(t -> t.alive && !t.oneOff && meant.contains(t.replica.service()))
                .map(t -> {
                    progress.on(step(t.replica, Progress.State.WORKING, doing));
                    return what.apply(t)
                            .whenComplete((ok, failure) -> progress.on(step(
                                    t.replica,
                                    failure == null ? Progress.State.DONE : Progress.State.FAILED,
                                    failure == null ? done : "Error")));
                })
                .toList();
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
    }

    private static Progress.Step step(Replica replica, Progress.State state, String text) {
        return new Progress.Step(Progress.Resource.CONTAINER, replica.name(), state, text);
    }

    // ---- shared

    private CompletableFuture<Observed> observe() {
        return project.means
                .workers()
                .bounded(() -> project.means.engine().observe(project.name))
                .thenApplyAsync(
                        observed -> {
                            project.resync.take(observed);
                            return observed;
                        },
                        project.mailbox);
    }

    private CompletableFuture<Void> carryOut(Plan plan, Optional<Duration> grace) {
        plan.warnings()
                .forEach(line -> progress.on(
                        new Progress.Step(Progress.Resource.PROJECT, project.name, Progress.State.WARNING, line)));
        ContainerWork hands = new ContainerWork(project, progress, grace, operation);
        return PlanRun.of(plan, hands, project.mailbox, operation::isCancelled)
                .thenComposeAsync(ends -> operation.judge(plan, ends), project.mailbox);
    }

    private Stack stack() {
        return project.ledger()
                .map(Ledger::stack)
                .orElseThrow(() -> new JstackException(
                        ControlError.PROJECT_UNKNOWN, "project %s is not up".formatted(project.name), "jstack up"));
    }

    private Set<String> meant(List<String> services) {
        Stack stack = stack();
        Operation.check(stack, services);
        return services.isEmpty() ? stack.services().keySet() : new LinkedHashSet<>(services);
    }

    /** The same, where a finished one-shot is meant only by its name. */
    private Set<String> meantToRun(List<String> services) {
        Set<String> meant = new LinkedHashSet<>(meant(services));
        if (services.isEmpty()) {
            Map<String, String> done = project.ledger().map(Ledger::done).orElse(Map.of());
            meant.removeIf(name ->
                    done.containsKey(name) && project.replicas(name).stream().noneMatch(t -> t.alive));
        }
        return meant;
    }

    /** What a person stops stays stopped. */
    private CompletableFuture<Void> noteStopped(Set<String> services) {
        Set<String> keys = new LinkedHashSet<>();
        for (Tracked container : project.containers()) {
            if (!container.oneOff && services.contains(container.replica.service())) {
                keys.add(container.key());
                container.cancelAttempt();
            }
        }
        return noteStoppedKeys(keys);
    }

    private CompletableFuture<Void> noteStoppedKeys(Set<String> keys) {
        return project.ledger()
                .filter(l -> !l.stopped().containsAll(keys))
                .map(l -> {
                    Set<String> stopped = new LinkedHashSet<>(l.stopped());
                    stopped.addAll(keys);
                    return project.remember(l.withStopped(stopped));
                })
                .orElse(CompletableFuture.completedFuture(null));
    }

    private CompletableFuture<Void> noteWanted(Set<String> services) {
        return project.ledger()
                .map(l -> {
                    Set<String> stopped = new LinkedHashSet<>(l.stopped());
                    stopped.removeIf(key -> services.stream().anyMatch(s -> Up.isReplicaOf(key, s)));
                    Set<String> active = new LinkedHashSet<>(l.active());
                    active.addAll(services);
                    Ledger changed = l.withStopped(stopped).withActive(active);
                    return changed.equals(l)
                            ? CompletableFuture.<Void>completedFuture(null)
                            : project.remember(changed);
                })
                .orElse(CompletableFuture.completedFuture(null));
    }
}
