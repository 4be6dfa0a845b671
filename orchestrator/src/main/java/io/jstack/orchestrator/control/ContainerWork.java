package io.jstack.orchestrator.control;

import io.jstack.orchestrator.CommandResult;
import io.jstack.orchestrator.ContainerOrder;
import io.jstack.orchestrator.ControlError;
import io.jstack.orchestrator.Engine;
import io.jstack.orchestrator.Engine.AnonymousVolumes;
import io.jstack.orchestrator.Engine.ImageWhen;
import io.jstack.orchestrator.Engine.StartReason;
import io.jstack.orchestrator.Event;
import io.jstack.orchestrator.ImageFacts;
import io.jstack.orchestrator.Progress;
import io.jstack.orchestrator.Progress.Resource;
import io.jstack.orchestrator.model.Lifecycle.Hook;
import io.jstack.orchestrator.model.Service;
import io.jstack.orchestrator.model.Stack;
import io.jstack.orchestrator.plan.Action;
import io.jstack.orchestrator.plan.Cause;
import io.jstack.orchestrator.plan.Hands;
import io.jstack.orchestrator.plan.Replica;
import io.jstack.values.ContainerId;
import io.jstack.values.JstackException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
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
    private final Progress progress;
    private final Optional<Duration> grace;
    private final Operation operation;
    private final Replacement replacement;
    /** By service. */
    private final Map<String, CompletableFuture<Void>> preparedOnce = new HashMap<>();

    private final Map<Replica, ContainerId> created = new LinkedHashMap<>();

    /** @param grace for every stop, instead of each service's */
    ContainerWork(Project project, Progress progress, Optional<Duration> grace, Operation operation) {
        this.project = project;
        this.engine = project.means.engine();
        this.workers = project.means.workers();
        this.progress = progress;
        this.grace = grace;
        this.operation = operation;
        this.replacement = new Replacement(project, this, operation);
    }

    /** The containers this plan made, by replica. */
    Map<Replica, ContainerId> created() {
        return created;
    }

    // ---- images, networks, volumes

    @Override
    public CompletionStage<?> ensureImage(Action.EnsureImage action) {
        Service service = action.service();
        return fetchImage(stack(), service, action.when())
                .thenAcceptAsync(facts -> project.noteImage(service.name(), facts), project.mailbox);
    }

    /** Gets an image, telling how far it is. */
    CompletableFuture<ImageFacts> fetchImage(Stack stack, Service service, ImageWhen when) {
        String name = service.image().reference();
        boolean build = new Action.EnsureImage(service, when, new Cause.NotFound())
                .verb()
                .equals("build");
        return told(
                Resource.IMAGE,
                name,
                build ? "Building" : "Pulling",
                build ? "Built" : "Pulled",
                () -> workers.bounded(() -> engine.ensureImage(
                        stack,
                        service,
                        when,
                        line -> progress.on(new Progress.Step(Resource.IMAGE, name, Progress.State.WORKING, line)))));
    }

    @Override
    public CompletionStage<?> ensureNetwork(Action.EnsureNetwork action) {
        boolean repair = action.verb().equals("repair");
        return told(
                Resource.NETWORK,
                action.network().name(),
                repair ? "Repairing" : "Creating",
                repair ? "Repaired" : "Created",
                () -> workers.bounded(() ->
                        announce(engine.ensureNetwork(stack(), action.network(), action.hash(), action.addresses()))));
    }

    @Override
    public CompletionStage<?> recreateNetwork(Action.RecreateNetwork action) {
        return told(
                Resource.NETWORK,
                action.network().name(),
                "Recreate",
                "Recreated",
                () -> workers.bounded(() -> {
                    engine.removeNetwork(project.name, action.network().name());
                    announce(engine.ensureNetwork(stack(), action.network(), action.hash(), action.addresses()));
                }));
    }

    private void announce(List<String> lines) {
        lines.forEach(line -> {
            progress.on(new Progress.Step(Resource.PROJECT, project.name, Progress.State.WARNING, line));
            project.tell(Event.Resource.PROJECT, project.name, "announce", line);
        });
    }

    @Override
    public CompletionStage<?> removeNetwork(Action.RemoveNetwork action) {
        return told(
                Resource.NETWORK,
                action.name(),
                "Removing",
                "Removed",
                () -> workers.bounded(() -> engine.removeNetwork(project.name, action.name())));
    }

    @Override
    public CompletionStage<?> ensureVolume(Action.EnsureVolume action) {
        return told(
                Resource.VOLUME,
                action.volume().name(),
                "Creating",
                "Created",
                () -> workers.bounded(() -> engine.ensureVolume(stack(), action.volume(), action.hash())));
    }

    @Override
    public CompletionStage<?> removeVolume(Action.RemoveVolume action) {
        return told(
                Resource.VOLUME,
                action.name(),
                "Removing",
                "Removed",
                () -> workers.bounded(() -> engine.removeVolume(project.name, action.name())));
    }

    @Override
    public CompletionStage<?> removeImage(Action.RemoveImage action) {
        return told(
                Resource.IMAGE,
                action.reference(),
                "Removing",
                "Removed",
                () -> workers.bounded(() -> engine.removeImage(action.reference())));
    }

    // ---- containers

    @Override
    public CompletionStage<?> createContainer(Action.CreateContainer action) {
        Replica replica = action.replica();
        return told(
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
        Stack stack = stack();
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
        return told(
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
        return prepared(container)
                .thenComposeAsync(prepared -> project.keeper.start(container, reason, cause), project.mailbox)
                .thenComposeAsync(
                        started -> hooks(
                                container,
                                service(container.replica).lifecycle().postStart()),
                        project.mailbox);
    }

    private boolean isLoop() {
        return project.gate.holder().filter(Resync.HOLDER::equals).isPresent();
    }

    @Override
    public CompletionStage<?> restartContainer(Action.RestartContainer action) {
        Replica replica = action.replica();
        String cause = action.cause().toString();
        return told(
                replica,
                "Restarting",
                "Started",
                () -> project.turn(replica.toString(), () -> {
                    Tracked container = tracked(action.id(), replica);
                    return hooked(container)
                            .thenComposeAsync(
                                    hooked -> project.keeper.halt(container, graceOf(container)), project.mailbox)
                            .thenComposeAsync(
                                    ended -> project.keeper.start(container, StartReason.ASKED, cause),
                                    project.mailbox);
                }));
    }

    @Override
    public CompletionStage<?> stopContainer(Action.StopContainer action) {
        return told(
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
        return hooked(container)
                .thenComposeAsync(hooked -> project.keeper.end(container, graceOf(container)), project.mailbox);
    }

    private Duration graceOf(Tracked container) {
        return grace.orElse(project.keeper.grace(container));
    }

    /** What is to be done in a container before it is stopped, done. */
    private CompletableFuture<Void> hooked(Tracked container) {
        List<Hook> hooks = project.service(container.replica.service())
                .map(s -> s.lifecycle().preStop())
                .orElse(List.of());
        return container.alive
                ? hooks(container, hooks).exceptionally(failure -> null)
                : CompletableFuture.completedFuture(null);
    }

    /** The hooks that gate a container's first start; those that are once for the service run with the first of its replicas. */
    private CompletableFuture<Void> prepared(Tracked container) {
        List<Hook> hooks = service(container.replica).lifecycle().preStart();
        if (hooks.isEmpty() || hasRun(container)) {
            return CompletableFuture.completedFuture(null);
        }
        boolean ranBefore = container.replica.number() != 1
                && project.replicas(container.replica.service()).stream()
                        .anyMatch(other -> hasRun(other) && other.hash.equals(container.hash));
        CompletableFuture<Void> once = ranBefore
                ? CompletableFuture.completedFuture(null)
                : preparedOnce.computeIfAbsent(
                        container.replica.service(),
                        service -> hooks(
                                container,
                                hooks.stream()
                                        .filter(hook -> !hook.perReplica())
                                        .toList()));
        return once.thenComposeAsync(
                done -> hooks(container, hooks.stream().filter(Hook::perReplica).toList()), project.mailbox);
    }

    private static boolean hasRun(Tracked container) {
        return container.exit.isPresent() || !container.startedAt.equals(Instant.EPOCH);
    }

    private CompletableFuture<Void> hooks(Tracked container, List<Hook> hooks) {
        return hooks.isEmpty()
                ? CompletableFuture.completedFuture(null)
                : workers.free(() -> {
                    for (Hook hook : hooks) {
                        CommandResult result = engine.runHook(container.id, hook);
                        if (!result.isSuccess()) {
                            throw new JstackException(
                                    ControlError.HOOK_FAILED,
                                    "hook %s of %s: exit %d: %s"
                                            .formatted(
                                                    hook.command(),
                                                    container.replica,
                                                    result.exitCode(),
                                                    result.output().strip()),
                                    "run it by hand with jstack exec " + container.replica.service());
                        }
                    }
                });
    }

    @Override
    public CompletionStage<?> removeContainer(Action.RemoveContainer action) {
        Replica replica = action.replica();
        return told(
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
        return told(action.replica(), "Recreate", "Recreated", () -> replacement.replace(action));
    }

    @Override
    public CompletionStage<?> repairContainer(Action.RepairContainer action) {
        Tracked container = tracked(action.id(), action.replica());
        return told(
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
        waitedFor.forEach(t -> say(t.replica, Progress.State.WORKING, "Waiting"));
        return operation
                .ends(project.waits.until(() -> conditions.ask(action.service(), action.condition())), project.mailbox)
                .whenComplete((done, failure) -> waitedFor.forEach(t -> say(
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

    private Stack stack() {
        return project.ledger().orElseThrow().stack();
    }

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

    private <T> CompletableFuture<T> told(
            Replica replica, String doing, String done, java.util.function.Supplier<CompletableFuture<T>> work) {
        return told(Resource.CONTAINER, replica.name(), doing, done, work);
    }

    private <T> CompletableFuture<T> told(
            Resource resource,
            String name,
            String doing,
            String done,
            java.util.function.Supplier<CompletableFuture<T>> work) {
        progress.on(new Progress.Step(resource, name, Progress.State.WORKING, doing));
        return work.get()
                .whenComplete((value, failure) -> progress.on(new Progress.Step(
                        resource,
                        name,
                        failure == null ? Progress.State.DONE : Progress.State.FAILED,
                        failure == null ? done : "Error")));
    }

    void say(Replica replica, Progress.State state, String text) {
        progress.on(new Progress.Step(Resource.CONTAINER, replica.name(), state, text));
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
