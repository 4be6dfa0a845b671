package io.jstack.orchestrator.control;

import static io.jstack.orchestrator.ServiceBuilder.service;
import static io.jstack.orchestrator.ServiceBuilder.stack;
import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.orchestrator.CommandResult;
import io.jstack.orchestrator.Observed;
import io.jstack.orchestrator.ServiceBuilder;
import io.jstack.orchestrator.UpOptions;
import io.jstack.orchestrator.model.Dependency.Condition;
import io.jstack.orchestrator.model.Stack;
import io.jstack.orchestrator.plan.Reconciler;
import io.jstack.orchestrator.plan.Wishes;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** That nothing here grows with the square of the stack; the bounds are ten times what a slow machine was seen to need. */
class LargeStackTest {
    private static Stack chainOf(int services) {
        ServiceBuilder[] builders = new ServiceBuilder[services];
        for (int i = 0; i < services; i++) {
            builders[i] = service("s" + i).on("net").healthcheck(Duration.ofSeconds(30), 3, Duration.ZERO);
            if (i % 10 != 0) {
                builders[i].dependsOn("s" + (i - 1), Condition.HEALTHY);
            }
        }
        return stack("large", builders);
    }

    @Test
    void aThousandServicesArePlannedQuickly() {
        Stack stack = chainOf(1000);
        Bench bench = new Bench();
        bench.engine.probesAnswer(s -> new CommandResult(0, "", false));
        bench.up(stack);
        Observed observed = bench.engine.observe("large");
        Wishes keep = Wishes.keep(stack.services().keySet(), Set.of(), Set.of(), Map.of(), Map.of());
        for (int i = 0; i < 20; i++) {
            assertThat(Reconciler.plan(stack, Observed.nothing("large"), Wishes.up(stack, Map.of()))
                            .steps())
                    .hasSizeGreaterThan(2000);
        }
        long begin = System.nanoTime();
        for (int i = 0; i < 10; i++) {
            assertThat(Reconciler.plan(stack, observed, keep).isEmpty()).isTrue();
        }
        Duration each = Duration.ofNanos(System.nanoTime() - begin).dividedBy(10);

        System.out.println("planning 1000 services that are as asked: " + each.toMillis() + " ms");
        assertThat(each).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void fiveHundredServicesAreBroughtUpAndWaitedForInAFewSeconds() {
        Bench bench = new Bench();
        bench.engine.probesAnswer(s -> new CommandResult(0, "", false));
        long begin = System.nanoTime();

        bench.up(chainOf(500), UpOptions.DEFAULT.untilReady(Duration.ofMinutes(1)));

        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        System.out.println("500 services up on the host in memory: " + took.toMillis() + " ms");
        assertThat(bench.engine.running()).hasSize(500);
        assertThat(took).isLessThan(Duration.ofSeconds(20));
    }
}
