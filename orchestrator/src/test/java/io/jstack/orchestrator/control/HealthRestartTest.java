package io.jstack.orchestrator.control;

import static io.jstack.orchestrator.ServiceBuilder.service;
import static io.jstack.orchestrator.ServiceBuilder.stack;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jstack.orchestrator.ContainerStatus.Phase;
import io.jstack.orchestrator.Health;
import io.jstack.orchestrator.Projects.Follow;
import io.jstack.orchestrator.UpOptions;
import io.jstack.orchestrator.model.Dependency.Condition;
import io.jstack.orchestrator.model.Lifecycle.Restart.Policy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Probes, and what follows from their answers. */
class HealthRestartTest {
    private final Bench bench = new Bench();

    @Test
    void anUnhealthyServiceIsRestartedOnceAndItsNeighboursAreNotTouched() {
        bench.settled(
                stack("shop", service("web").healthcheck(Duration.ofSeconds(1), 3, Duration.ZERO), service("db")));
        bench.sick.add("web");
        bench.advance(Duration.ofMillis(3100));
        bench.sick.clear();
        bench.advance(Duration.ofSeconds(30));

        assertThat(bench.engine.calls())
                .filteredOn(c -> !c.startsWith("probe"))
                .containsExactly("stop web-1", "start web-1");
        assertThat(bench.ps("shop", "web-1").health()).isEqualTo(Health.HEALTHY);
        assertThat(bench.ps("shop", "web-1").container().restarts()).isEqualTo(1);
        assertThat(bench.events("shop")).contains("shop-web-1 unhealthy-restart: unhealthy: exit 1: it says no");
    }

    @Test
    void failuresThatAreNotConsecutiveDoNotCount() {
        bench.settled(stack("shop", service("web").healthcheck(Duration.ofSeconds(1), 3, Duration.ZERO)));

        for (int i = 0; i < 10; i++) {
            bench.sick.add("web");
            bench.advance(Duration.ofSeconds(2));
            bench.sick.clear();
            bench.advance(Duration.ofSeconds(1));
        }

        assertThat(bench.engine.calls()).doesNotContain("stop web-1");
    }

    @Test
    void nothingIsUnhealthyInsideItsStartPeriod() {
        bench.sick.add("web");
        bench.up(stack("shop", service("web").healthcheck(Duration.ofSeconds(1), 2, Duration.ofSeconds(20))));

        bench.advance(Duration.ofSeconds(20));
        assertThat(bench.ps("shop", "web-1").health()).isEqualTo(Health.STARTING);
        assertThat(bench.engine.calls()).doesNotContain("stop web-1");
        bench.advance(Duration.ofMillis(2500));

        assertThat(bench.engine.calls()).contains("stop web-1");
    }

    @Test
    void earlyProbesNeverMakeAServiceUnhealthySoonerThanTheFileSays() {
        bench.sick.add("web");
        bench.up(stack("shop", service("web").healthcheck(Duration.ofSeconds(5), 3, Duration.ZERO)));

        bench.advance(Duration.ofMillis(14900));
        assertThat(bench.ps("shop", "web-1").health()).isEqualTo(Health.STARTING);
        bench.advance(Duration.ofMillis(500));

        assertThat(bench.events("shop")).anyMatch(e -> e.startsWith("shop-web-1 unhealthy-restart"));
    }

    @Test
    void aChainOfFourIsHealthyInLessThanTwoSeconds() {
        Duration interval = Duration.ofSeconds(30);
        var up = bench.desk.up(
                stack(
                        "shop",
                        service("a").healthcheck(interval, 3, Duration.ZERO),
                        service("b").healthcheck(interval, 3, Duration.ZERO).dependsOn("a", Condition.HEALTHY),
                        service("c").healthcheck(interval, 3, Duration.ZERO).dependsOn("b", Condition.HEALTHY),
                        service("d").healthcheck(interval, 3, Duration.ZERO).dependsOn("c", Condition.HEALTHY)),
                UpOptions.DEFAULT.untilReady(Duration.ofMinutes(1)),
                bench.progress(),
                new Operation());

        bench.advance(Duration.ofSeconds(2));

        assertThat(up).isCompleted();
    }

    @Test
    void endlessFailureBacksOffAndReadsCrashLoop() {
        bench.sick.add("web");
        bench.up(stack("shop", service("web").healthcheck(Duration.ofSeconds(1), 2, Duration.ZERO)));

        bench.advance(Duration.ofMinutes(10));

        var status = bench.ps("shop", "web-1");
        assertThat(status.phase()).isEqualTo(Phase.CRASH_LOOP);
        assertThat(status.nextAttempt()).isPresent();
        assertThat(status.reason()).isEqualTo("crash-loop: unhealthy: exit 1: it says no");
        assertThat(status.probes()).hasSize(5);
        long restarts =
                bench.engine.calls().stream().filter("stop web-1"::equals).count();
        assertThat(restarts).isBetween(10L, 25L);
    }

    @Test
    void aHealthRestartThatFailsInTheEngineIsTriedAgainUntilItSucceeds() {
        bench.settled(stack("shop", service("web").healthcheck(Duration.ofSeconds(1), 3, Duration.ZERO)));
        bench.sick.add("web");
        bench.engine.failing("stop web-1");
        bench.advance(Duration.ofSeconds(20));
        assertThat(bench.engine.calls().stream().filter("stop web-1"::equals).count())
                .isBetween(2L, 7L);
        assertThat(bench.ps("shop", "web-1").reason()).contains("unhealthy: exit 1: it says no");

        bench.engine.working("stop web-1");
        bench.advance(Duration.ofSeconds(10));

        assertThat(bench.engine.calls()).contains("start web-1");
    }

    @Test
    void aContainerWhoseStopFailedIsProbedOn() {
        bench.settled(stack("shop", service("web").healthcheck(Duration.ofSeconds(1), 3, Duration.ZERO)));
        bench.engine.failing("stop web-1");

        assertThatThrownBy(() -> bench.command("shop", c -> c.restart(List.of("web"), Optional.empty(), Follow.NOBODY)))
                .hasMessageContaining("stop web-1 failed on purpose");
        bench.engine.calls();
        bench.advance(Duration.ofSeconds(3));

        assertThat(bench.engine.calls()).contains("probe web-1");
        assertThat(bench.ps("shop", "web-1").health()).isEqualTo(Health.HEALTHY);
    }

    @Test
    void oneThatIsUnhealthyWhenTheEngineDiesIsRestartedByTheNext() {
        bench.settled(stack("shop", service("web").healthcheck(Duration.ofSeconds(1), 3, Duration.ZERO)));
        bench.sick.add("web");
        bench.engine.failing("stop web-1");
        bench.advance(Duration.ofMillis(3100));
        assertThat(bench.ps("shop", "web-1").health()).isEqualTo(Health.UNHEALTHY);

        bench.engine.working("stop web-1");
        bench.restartEngine();
        bench.advance(Duration.ofSeconds(5));

        assertThat(bench.engine.calls()).containsSubsequence("stop web-1", "start web-1");
    }

    @Test
    void restartNoIsReportedAndNotRepaired() {
        bench.settled(
                stack("shop", service("web").restart(Policy.NO).healthcheck(Duration.ofSeconds(1), 2, Duration.ZERO)));
        bench.sick.add("web");

        bench.advance(Duration.ofMinutes(1));

        assertThat(bench.engine.calls()).doesNotContain("stop web-1");
        assertThat(bench.ps("shop", "web-1").health()).isEqualTo(Health.UNHEALTHY);
    }
}
