package io.jstack.orchestrator.control;

import io.jstack.orchestrator.CommandResult;
import io.jstack.orchestrator.ControlError;
import io.jstack.orchestrator.model.Lifecycle;
import io.jstack.orchestrator.model.Lifecycle.Hook;
import io.jstack.values.JstackException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Runs the hooks of a service around the life of its containers, for one plan. Owned by the project's mailbox. */
final class HookWork {
    private final Project project;
    /** By service. */
    private final Map<String, CompletableFuture<Void>> preparedOnce = new HashMap<>();

    HookWork(Project project) {
        this.project = project;
    }

    /** The hooks that gate a container's first start; those that are once for the service run with the first of its replicas. */
    CompletableFuture<Void> beforeStart(Tracked container) {
        List<Hook> hooks = lifecycle(container).map(Lifecycle::preStart).orElse(List.of());
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
                        service -> run(
                                container,
                                hooks.stream()
                                        .filter(hook -> !hook.perReplica())
                                        .toList()));
        return once.thenComposeAsync(
                done -> run(container, hooks.stream().filter(Hook::perReplica).toList()), project.mailbox);
    }

    CompletableFuture<Void> afterStart(Tracked container) {
        return run(container, lifecycle(container).map(Lifecycle::postStart).orElse(List.of()));
    }

    /** What is to be done in a container before it is stopped; it is stopped when that fails, too. */
    CompletableFuture<Void> beforeStop(Tracked container) {
        return container.alive
                ? run(container, lifecycle(container).map(Lifecycle::preStop).orElse(List.of()))
                        .exceptionally(failure -> null)
                : CompletableFuture.completedFuture(null);
    }

    private Optional<Lifecycle> lifecycle(Tracked container) {
        return project.service(container.replica.service()).map(service -> service.lifecycle());
    }

    private static boolean hasRun(Tracked container) {
        return container.exit.isPresent() || !container.startedAt.equals(Instant.EPOCH);
    }

    private CompletableFuture<Void> run(Tracked container, List<Hook> hooks) {
        return hooks.isEmpty()
                ? CompletableFuture.completedFuture(null)
                : project.means.workers().free(() -> hooks.forEach(hook -> run(container, hook)));
    }

    private void run(Tracked container, Hook hook) {
        CommandResult result = project.means.engine().runHook(container.id, hook);
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
}
