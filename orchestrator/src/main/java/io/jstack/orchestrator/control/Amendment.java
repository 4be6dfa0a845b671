package io.jstack.orchestrator.control;

import io.jstack.orchestrator.ControlError;
import io.jstack.orchestrator.model.Lifecycle;
import io.jstack.orchestrator.model.Resources;
import io.jstack.orchestrator.model.Service;
import io.jstack.orchestrator.model.Stack;
import io.jstack.orchestrator.plan.Replica;
import io.jstack.values.ContainerId;
import io.jstack.values.JstackException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/**
 * A container that is changed in place: its name, its limits, when it is restarted. Where it is the only one of its service, the stack
 * that is remembered says the same from then on, under the same hash.
 */
final class Amendment {
    private final Project project;
    private final Tracked container;

    Amendment(Project project, ContainerId id) {
        this.project = project;
        this.container = project.container(id)
                .orElseThrow(() -> new JstackException(
                        ControlError.CONTAINER_UNKNOWN,
                        "no container %s in project %s".formatted(id.shortId(), project.name),
                        "jstack container ls -a"));
    }

    CompletableFuture<Void> rename(String name) {
        String before = container.replica.name();
        return project.means
                .workers()
                .free(() -> project.means.engine().renameContainer(container.id, name))
                .thenComposeAsync(
                        done -> {
                            container.replica =
                                    new Replica(container.replica.service(), container.replica.number(), name);
                            project.tell(container, "rename", "", Map.of("oldName", before));
                            return remember(service -> service.amended(
                                    service.containerName().map(old -> name),
                                    service.resources(),
                                    service.lifecycle()));
                        },
                        project.mailbox);
    }

    CompletableFuture<Void> limit(Resources limits, Optional<Lifecycle.Restart> restart) {
        return project.means
                .workers()
                .free(() -> project.means.engine().limitContainer(container.id, limits))
                .thenComposeAsync(
                        done -> {
                            project.tell(container, "update", "", Map.of());
                            return remember(service -> service.amended(
                                    service.containerName(),
                                    limits,
                                    restart.map(service.lifecycle()::withRestart)
                                            .orElse(service.lifecycle())));
                        },
                        project.mailbox);
    }

    private CompletableFuture<Void> remember(UnaryOperator<Service> change) {
        String name = container.replica.service();
        Optional<Ledger> amended = project.ledger()
                .filter(ledger -> !container.oneOff)
                .filter(ledger -> project.service(name)
                        .filter(service -> service.replicas() == 1)
                        .isPresent())
                .map(ledger -> {
                    Stack stack = ledger.stack();
                    Map<String, Service> services = new LinkedHashMap<>(stack.services());
                    services.computeIfPresent(name, (key, service) -> change.apply(service));
                    return ledger.withStack(stack.withServices(services));
                });
        return amended.map(project::remember).orElse(CompletableFuture.completedFuture(null));
    }
}
