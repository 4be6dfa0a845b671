package io.jstack.orchestrator.control;

import io.jstack.orchestrator.ContainerStatus;
import io.jstack.orchestrator.ContainerStatus.Phase;
import io.jstack.orchestrator.Observed;
import io.jstack.orchestrator.Observed.OfContainer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What {@code ps} shows: the picture, and what the loop makes of it. */
final class StatusReport {
    private final Project project;

    StatusReport(Project project) {
        this.project = project;
    }

    List<ContainerStatus> of(Observed observed) {
        List<String> order = new ArrayList<>(
                project.ledger().map(l -> l.stack().services().keySet()).orElse(java.util.Set.of()));
        return observed.containers().stream()
                .sorted(Comparator.comparing(OfContainer::oneOff)
                        .thenComparing(c -> order.contains(c.service()) ? order.indexOf(c.service()) : order.size())
                        .thenComparing(OfContainer::service)
                        .thenComparing(OfContainer::number)
                        .thenComparing(OfContainer::name))
                .map(this::status)
                .toList();
    }

    private ContainerStatus status(OfContainer container) {
        Phase observed = Phase.valueOf(container.state().name());
        Optional<Tracked> tracked = project.container(container.id());
        return tracked.map(t -> new ContainerStatus(
                        container.withHealth(t.healthNow()),
                        t.phase(observed),
                        t.healthNow(),
                        t.nextAttempt,
                        reason(t, container),
                        t.health.map(HealthWatch::runs).orElse(List.of())))
                .orElseGet(() -> new ContainerStatus(
                        container,
                        observed,
                        container.health(),
                        Optional.empty(),
                        container.exit().map(Object::toString).orElse(""),
                        List.of()));
    }

    private String reason(Tracked tracked, OfContainer container) {
        boolean stopped = !container.isAlive()
                && project.ledger()
                        .filter(l -> l.stopped().contains(tracked.key()))
                        .isPresent();
        boolean withheld = !stopped
                && !container.isAlive()
                && project.ledger()
                        .filter(l -> l.withheld().contains(container.service()))
                        .isPresent();
        if (withheld) {
            return "waits for secrets of the environment it was brought up in: bring it up again";
        }
        return stopped ? container.exit().map(e -> e + ", ").orElse("") + "stopped by user" : tracked.reason;
    }
}
