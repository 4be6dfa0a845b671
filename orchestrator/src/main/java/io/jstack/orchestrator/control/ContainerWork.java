package io.jstack.orchestrator.control;

import io.jstack.orchestrator.ContainerOrder;
import io.jstack.orchestrator.ControlError;
import io.jstack.orchestrator.Engine;
import io.jstack.orchestrator.Engine.AnonymousVolumes;
import io.jstack.orchestrator.Engine.ImageWhen;
import io.jstack.orchestrator.Engine.StartReason;
import io.jstack.orchestrator.ImageFacts;
import io.jstack.orchestrator.Progress;
import io.jstack.orchestrator.model.Service;
import io.jstack.orchestrator.model.Stack;
import io.jstack.orchestrator.plan.Action;
import io.jstack.orchestrator.plan.Cause;
import io.jstack.orchestrator.plan.Hands;
import io.jstack.orchestrator.plan.Replica;
import io.jstack.values.ContainerId;
import io.jstack.values.JstackException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Carries out a plan's actions through the engine, each replica's in turn, and tells the progress. Owned by the project's mailbox. */
final class ContainerWork implements Hands {
    private final Project project;
    private final Engine engine;
    private final Workers workers;
    private final Optional<Duration> grace;
    private final Operation operation;
    private final Replacement replacement;
    private final HookWork hooks;
    private final Steps steps;
    private final ResourceWork resources;
    private final Map<Replica, ContainerId> created = new LinkedHashMap<>();

    /** @param grace for every stop, instead of each service's */
    ContainerWork(Project project, Progress progress, Optional<Duration> grace, Operation operation) {
        this.project = project;
        this.engine = project.means.engine();
        this.workers = project.means.workers();
        this.grace = grace;
        this.operation = operation;
        this.hooks = new HookWork(project);
        this.steps = new Steps(progress);
        this.resources = new ResourceWork(project, progress);
        this.replacement = new Replacement(project, this, steps, operation);
    }

    /** The containers this plan made, by replica. */
    Map<Replica, ContainerId> created() {
        return created;
    }

    // ---- what containers stand on

    @Override
    public CompletionStage<?> ensureImage(Action.EnsureImage action) {
        return resources.ensureImage(action);
    }

    @Override
    public CompletionStage<?> ensureNetwork(Action.EnsureNetwork action) {
        return resources.ensureNetwork(action);
    }

    @Override
    public CompletionStage<?> recreateNetwork(Action.RecreateNetwork action) {
        return resources.recreateNetwork(action);
    }

    @Override
    public CompletionStage<?> removeNetwork(Action.RemoveNetwork action) {
        return resources.removeNetwork(action);
    }

    @Override
    public CompletionStage<?> ensureVolume(Action.EnsureVolume action) {
        return resources.ensureVolume(action);
    }

    @Override
    public CompletionStage<?> removeVolume(Action.RemoveVolume action) {
        return resources.removeVolume(action);
    }

    @Override
    public CompletionStage<?> removeImage(Action.RemoveImage action) {
        return resources.removeImage(action);
    }

    // ---- containers

    @Override
    public CompletionStage<?> createContainer(Action.CreateContainer action) {
        Replica replica = action.replica();
        return steps.told(
                replica,
                "Creating",
                "Created",
                () -> project.turn(
                        replica.toString(),
                        () -> create(
                                replica, Optional.empty(), ContainerOrder.Succession.AFTER, AnonymousVolumes.KEEP)));
    }

    CompletableFuture<Tracked> create(
            Replica replica,
            Optional<ContainerId> predecessor,
            ContainerOrder.Succession succession,
            AnonymousVolumes volumes) {
        Service service = service(replica);
        Stack stack = project.ledger().orElseThrow().stack();
        return workers.bounded(() -> {
                    ImageFacts image = image(service, stack);
                    return new Made(
                            image,
                            engine.createContainer(new ContainerOrder(
                                    stack,
                                    service,
                                    replica.name(),
                                    replica.number(),
                                    service.hash(),
                                    image.id(),
                                    new ContainerOrder.Replica(),
                                    predecessor,
                                    succession,
                                    volumes)));
                })
                .thenApplyAsync(
                        made -> {
                            project.noteImage(service.name(), made.image());
                            Tracked container = project.track(made.id(), replica, false);
                            container.hash = service.hash();
                            created.put(replica, made.id());
                            project.tell(container, "create", "", Map.of());
                            project.changed();
                            return container;
                        },
                        project.mailbox);
    }

    private record Made(ImageFacts image, ContainerId id) {}

    private ImageFacts image(Service service, Stack stack) {
        return project.image(service.name())
                .or(() -> engine.image(stack, service))
                .orElseGet(() -> engine.ensureImage(stack, service, ImageWhen.MISSING, line -> {}));
    }

    @Override
    public CompletionStage<?> startContainer(Action.StartContainer action) {
        Replica replica = action.replica();
        String cause = action.cause().toString();
        StartReason reason =
                isLoop() && action.cause() instanceof Cause.Exited ? StartReason.RESTART : StartReason.ASKED;
        return steps.told(
                replica,
                "Starting",
                "Started",
                () -> project.turn(replica.toString(), () -> {
                    Tracked container = tracked(replica);
                    return container.alive ? CompletableFuture.completedFuture(null) : start(container, reason, cause);
                }));
    }

    /** Starts a container, its hooks before and after; whoever calls has the turn. */
    CompletableFuture<Void> start(Tracked container, String cause) {
        return start(container, StartReason.ASKED, cause);
    }

    private CompletableFuture<Void> start(Tracked container, StartReason reason, String cause) {
        return hooks.beforeStart(container)
                .thenComposeAsync(prepared -> project.runs.start(container, reason, cause), project.mailbox)
                .thenComposeAsync(started -> hooks.afterStart(container), project.mailbox);
    }

    private boolean isLoop() {
        return project.gate.holder().filter(Resync.HOLDER::equals).isPresent();
    }

    @Override
    public CompletionStage<?> restartContainer(Action.RestartContainer action) {
        Replica replica = action.replica();
        String cause = action.cause().toString();
        return steps.told(
                replica,
                "Restarting",
                "Started",
                () -> project.turn(replica.toString(), () -> {
                    Tracked container = tracked(action.id(), replica);
                    return hooks.beforeStop(container)
                            .thenComposeAsync(
                                    hooked -> project.runs.halt(container, graceOf(container)), project.mailbox)
                            .thenComposeAsync(
                                    ended -> project.runs.start(container, StartReason.ASKED, cause), project.mailbox);
                }));
    }

    @Override
    public CompletionStage<?> stopContainer(Action.StopContainer action) {
        return steps.told(
                action.replica(),
                "Stopping",
                "Stopped",
                () -> project.turn(action.replica().toString(), () -> {
                    Tracked container = tracked(action.id(), action.replica());
                    return end(container)
                            .thenRunAsync(
                                    () -> {
                                        container.reason = "stopped: " + action.cause();
                                        project.tell(
                                                container,
                                                "stop",
                                                action.cause().toString(),
                                                Map.of());
                                    },
                                    project.mailbox);
                }));
    }

    CompletableFuture<Void> end(Tracked container) {
        return hooks.beforeStop(container)
                .thenComposeAsync(hooked -> project.runs.end(container, graceOf(container)), project.mailbox);
    }

    private Duration graceOf(Tracked container) {
        return grace.orElse(project.runs.grace(container));
    }

    @Override
    public CompletionStage<?> removeContainer(Action.RemoveContainer action) {
        Replica replica = action.replica();
        return steps.told(
                replica,
                "Removing",
                "Removed",
                () -> project.turn(replica.toString(), () -> {
                    Tracked container = tracked(action.id(), replica);
                    return handOver(container, action.cause())
                            .thenComposeAsync(
                                    done -> container.alive ? end(container) : CompletableFuture.completedFuture(null),
                                    project.mailbox)
                            .thenComposeAsync(
                                    done -> remove(
                                            container,
                                            action.anonymousVolumes(),
                                            action.cause().toString()),
                                    project.mailbox);
                }));
    }

    /** An update was cut short when both containers ran: the new one has to have the ports before the old one goes. */
    private CompletableFuture<Void> handOver(Tracked old, Cause cause) {
        Optional<Tracked> fresh = project.replica(old.replica).filter(t -> t != old && t.alive && old.alive);
        return cause instanceof Cause.Superseded && fresh.isPresent()
                ? workers.bounded(() -> engine.switchPorts(old.id, fresh.get().id))
                : CompletableFuture.completedFuture(null);
    }

    CompletableFuture<Void> remove(Tracked container, AnonymousVolumes volumes, String cause) {
        container.cancelAttempt();
        container.doing = Tracked.Doing.ENDING;
        return workers.bounded(() -> engine.removeContainer(container.id, volumes))
                .whenCompleteAsync(
                        (done, failure) -> {
                            container.doing = Tracked.Doing.NOTHING;
                            if (failure == null) {
                                project.tell(container, "destroy", cause, Map.of());
                                project.forget(container);
                            }
                            project.changed();
                        },
                        project.mailbox);
    }

    @Override
    public CompletionStage<?> recreateContainer(Action.RecreateContainer action) {
        return steps.told(action.replica(), "Recreate", "Recreated", () -> replacement.replace(action));
    }

    @Override
    public CompletionStage<?> repairContainer(Action.RepairContainer action) {
        Tracked container = tracked(action.id(), action.replica());
        return steps.told(
                action.replica(),
                "Repairing",
                "Repaired",
                () -> project.turn(
                        action.replica().toString(),
                        () -> workers.bounded(() -> engine.repairContainer(action.id(), action.drift()))
                                .thenRunAsync(
                                        () -> project.tell(
                                                container,
                                                "repair",
                                                action.drift().cause(),
                                                Map.of(
                                                        "kind",
                                                        action.drift().kind().name())),
                                        project.mailbox)));
    }

    @Override
    public CompletionStage<?> await(Action.Await action) {
        Conditions conditions = new Conditions(project);
        List<Tracked> waitedFor = project.replicas(action.service());
        waitedFor.forEach(t -> steps.say(t.replica, Progress.State.WORKING, "Waiting"));
        return operation
                .ends(project.waits.until(() -> conditions.ask(action.service(), action.condition())), project.mailbox)
                .whenComplete((done, failure) -> waitedFor.forEach(t -> steps.say(
                        t.replica,
                        failure == null ? Progress.State.DONE : Progress.State.FAILED,
                        failure == null ? said(action) : "Error")));
    }

    private static String said(Action.Await action) {
        return switch (action.condition()) {
            case STARTED -> "Started";
            case HEALTHY -> "Healthy";
            case COMPLETED_SUCCESSFULLY -> "Exited";
        };
    }

    // ---- finding and telling

    Service service(Replica replica) {
        return project.service(replica.service())
                .orElseThrow(() -> new IllegalStateException("a plan of another stack names " + replica));
    }

    private Tracked tracked(Replica replica) {
        return project.replica(replica)
                .orElseThrow(() -> new JstackException(
                        ControlError.CONTAINER_UNKNOWN,
                        "container %s is gone".formatted(replica.name()),
                        "bring the stack up again"));
    }

    Tracked tracked(ContainerId id, Replica replica) {
        return project.container(id).orElseGet(() -> project.track(id, replica, replica.number() == 0));
    }

    /** Removes containers this plan made, as far as {@code which} says so: a service comes up whole or not at all. */
    CompletableFuture<Void> undo(java.util.function.Predicate<Replica> which) {
        List<CompletableFuture<?>> removals = new ArrayList<>();
        created.forEach((replica, id) -> {
            if (which.test(replica)) {
                removals.add(removeContainer(new Action.RemoveContainer(
                                replica, id, AnonymousVolumes.REMOVE, new Cause.Asked("undone")))
                        .toCompletableFuture());
            }
        });
        return CompletableFuture.allOf(removals.toArray(CompletableFuture[]::new));
    }
}
