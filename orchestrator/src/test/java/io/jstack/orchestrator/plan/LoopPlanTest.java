package io.jstack.orchestrator.plan;

import static io.jstack.orchestrator.ServiceBuilder.service;
import static io.jstack.orchestrator.ServiceBuilder.stack;
import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.orchestrator.Drift;
import io.jstack.orchestrator.ExitStatus;
import io.jstack.orchestrator.Health;
import io.jstack.orchestrator.Observed;
import io.jstack.orchestrator.Observed.State;
import io.jstack.orchestrator.model.Dependency.Condition;
import io.jstack.orchestrator.model.Lifecycle.Restart.Policy;
import io.jstack.orchestrator.model.Stack;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the loop plans: what has to be done for a project to stay as it was asked for. */
class LoopPlanTest {
    private static String keep(Stack stack, Observed observed, Set<String> stopped, Set<String> resting) {
        return Reconciler.plan(
                        stack, observed, Wishes.keep(stack.services().keySet(), stopped, resting, Map.of(), Map.of()))
                .toString();
    }

    static String keep(Stack stack, Observed observed) {
        return keep(stack, observed, Set.of(), Set.of());
    }

    @Test
    void theLoopStartsWhatEndedByPolicy() {
        Stack stack = stack(
                "shop",
                service("crashed"),
                service("done"),
                service("no").restart(Policy.NO),
                service("always").restart(Policy.ALWAYS),
                service("stopped"),
                service("resting"));
        Observed observed = Pictures.of(
                stack,
                Pictures.exited(stack, "crashed", ExitStatus.of(1)),
                Pictures.exited(stack, "done", ExitStatus.of(0)),
                Pictures.exited(stack, "no", ExitStatus.of(1)),
                Pictures.exited(stack, "always", ExitStatus.of(0)),
                Pictures.exited(stack, "stopped", ExitStatus.of(143)),
                Pictures.exited(stack, "resting", ExitStatus.of(1)));

        assertThat(keep(stack, observed, Set.of("stopped-1"), Set.of("resting-1")))
                .isEqualTo("""
                #1 start crashed-1 (exit 1)
                #2 start always-1 (exit 0)
                """);
    }

    @Test
    void theLoopLeavesForLaterWhatCannotStartYet() {
        Stack stack = stack(
                "shop",
                service("db").healthcheck(Duration.ofSeconds(1), 3, Duration.ZERO),
                service("web").dependsOn("db", Condition.HEALTHY));
        Observed observed = Pictures.of(
                stack,
                Pictures.container(stack, "db", 1, State.RUNNING, "a").withHealth(Health.STARTING),
                Pictures.exited(stack, "web", ExitStatus.of(1)));

        assertThat(keep(stack, observed)).isEqualTo("""
                waiting: web for db to be healthy
                """);
    }

    @Test
    void aDependencyThatAPersonStoppedHoldsNobodyUp() {
        Stack stack = stack("shop", service("db"), service("web").after("db"));
        Observed observed = Pictures.of(
                stack,
                Pictures.exited(stack, "db", ExitStatus.of(143)),
                Pictures.exited(stack, "web", ExitStatus.of(1)));

        assertThat(keep(stack, observed, Set.of("db-1"), Set.of())).isEqualTo("""
                #1 start web-1 (exit 1)
                """);
    }

    @Test
    void theSmallestRepairIsChosen() {
        Stack stack = stack("shop", service("a"), service("b"), service("c"));
        Observed running = Pictures.running(stack);
        Observed observed = Pictures.of(
                stack,
                Pictures.drifting(running.containers().get(0), Drift.Repair.IN_PLACE),
                Pictures.drifting(running.containers().get(1), Drift.Repair.RESTART),
                Pictures.drifting(running.containers().get(2), Drift.Repair.RECREATE));

        assertThat(keep(stack, observed)).isEqualTo("""
                #1 repair a-1 (limits changed)
                #2 restart b-1 (limits changed)
                #3 recreate c-1 (limits changed)
                """);
    }

    @Test
    void aServiceThatIsNotKeptIsLeftAlone() {
        Stack stack = stack("shop", service("web").notKept());

        assertThat(keep(stack, Observed.nothing("shop"))).isEmpty();
        assertThat(Reconciler.plan(stack, Observed.nothing("shop"), Wishes.up(stack, Map.of()))
                        .isEmpty())
                .isFalse();
    }
}
