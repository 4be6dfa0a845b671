package io.jstack.orchestrator.control;

import io.jstack.orchestrator.ControlError;
import io.jstack.orchestrator.ExitStatus;
import io.jstack.orchestrator.Health;
import io.jstack.orchestrator.model.Dependency.Condition;
import io.jstack.orchestrator.model.Service;
import io.jstack.orchestrator.plan.RestartRule;
import io.jstack.values.JstackException;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** Answers whether a service is what a dependant, or {@code up --wait}, needs; from memory alone. Owned by the project's mailbox. */
final class Conditions {
    private final Project project;

    Conditions(Project project) {
        this.project = project;
    }

    /** Whether every replica of the service meets the condition, may yet, or never will. */
    Waits.Answer ask(String name, Condition condition) {
        return switch (condition) {
            case STARTED -> each(name, this::started);
            case HEALTHY -> each(name, this::healthy);
            case COMPLETED_SUCCESSFULLY -> isDone(name) ? new Waits.Answer.Yes() : each(name, this::completed);
        };
    }

    /** Whether the service is up: running and, where it has a health check, healthy; or done, for a one-shot. */
    Waits.Answer ready(String name) {
        return each(name, (container, rule) -> {
            if (container.exit.filter(rule::isDone).isPresent()) {
                return new Waits.Answer.Yes();
            }
            return container.health.isPresent() ? healthy(container, rule) : started(container, rule);
        });
    }

    /** The same of one container, for one that is to take another's place. */
    Waits.Answer ready(Tracked container) {
        RestartRule rule = project.rule(container.replica.service());
        if (container.exit.isPresent() && !container.alive) {
            return container.exit.filter(rule::isDone).isPresent()
                    ? new Waits.Answer.Yes()
                    : never("%s ended: %s".formatted(container.replica.name(), container.reason));
        }
        return container.health.isPresent() ? healthy(container, rule) : started(container, rule);
    }

    private Waits.Answer each(String name, BiFunction<Tracked, RestartRule, Waits.Answer> one) {
        Optional<Service> service = project.service(name);
        if (service.isEmpty()) {
            return new Waits.Answer.Yes();
        }
        RestartRule rule = project.rule(name);
        List<Tracked> replicas = project.replicas(name).stream()
                .filter(t -> t.replica.number() <= service.get().replicas())
                .toList();
        Waits.Answer answer =
                replicas.size() < service.get().replicas() ? new Waits.Answer.NotYet(name) : new Waits.Answer.Yes();
        for (Tracked replica : replicas) {
            Waits.Answer next = one.apply(replica, rule);
            if (next instanceof Waits.Answer.Never) {
                return next;
            }
            answer = next instanceof Waits.Answer.NotYet ? next : answer;
        }
        return answer;
    }

    private Waits.Answer started(Tracked container, RestartRule rule) {
        return container.alive || container.exit.filter(rule::isDone).isPresent()
                ? new Waits.Answer.Yes()
                : orNever(container, rule);
    }

    private Waits.Answer healthy(Tracked container, RestartRule rule) {
        if (!container.alive) {
            return orNever(container, rule);
        }
        if (container.health.isEmpty()) {
            return never("%s has no health check".formatted(container.replica.service()));
        }
        Health health = container.healthNow();
        if (health == Health.UNHEALTHY) {
            return never("%s is unhealthy: %s"
                    .formatted(
                            container.replica.name(),
                            container.health.map(HealthWatch::lastOutput).orElse("")));
        }
        return health == Health.HEALTHY ? new Waits.Answer.Yes() : new Waits.Answer.NotYet(container.replica.name());
    }

    private Waits.Answer completed(Tracked container, RestartRule rule) {
        if (container.alive || container.exit.isEmpty()) {
            return new Waits.Answer.NotYet(container.replica.name());
        }
        ExitStatus status = container.exit.get();
        return status.isSuccess() || rule.isDone(status)
                ? new Waits.Answer.Yes()
                : never("%s didn't complete successfully: %s".formatted(container.replica.name(), status));
    }

    /** Not running: it may come back, unless its policy, a person or too many attempts say otherwise. */
    private Waits.Answer orNever(Tracked container, RestartRule rule) {
        boolean comes = container.exit.isEmpty()
                || container.doing == Tracked.Doing.STARTING
                || rule.restarts(container.exit.get(), container.restarts);
        boolean stopped = project.ledger()
                .filter(l -> l.stopped().contains(container.key()))
                .isPresent();
        return comes && !stopped && !container.backoff.isCrashLoop()
                ? new Waits.Answer.NotYet(container.replica.name())
                : never("%s ended: %s".formatted(container.replica.name(), container.reason));
    }

    private boolean isDone(String name) {
        return project.ledger()
                .filter(l -> Optional.ofNullable(l.stack().services().get(name))
                        .filter(s -> s.hash().equals(l.done().get(name)))
                        .isPresent())
                .isPresent();
    }

    private static Waits.Answer never(String why) {
        return new Waits.Answer.Never(
                new JstackException(ControlError.NOT_READY, why, "see jstack logs and jstack ps for what it said"));
    }
}
