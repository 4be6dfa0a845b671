package io.jstack.orchestrator.control;

import static io.jstack.orchestrator.ServiceBuilder.service;
import static io.jstack.orchestrator.ServiceBuilder.stack;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jstack.orchestrator.ExitStatus;
import io.jstack.orchestrator.Projects.Follow;
import io.jstack.orchestrator.UpOptions;
import io.jstack.orchestrator.model.Dependency;
import io.jstack.orchestrator.model.Dependency.Condition;
import io.jstack.orchestrator.model.Lifecycle.Restart.Policy;
import io.jstack.orchestrator.model.Stack;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Dependencies hold in every start and stop, whoever asks for it. */
class OrderTest {
    private final Bench bench = new Bench();

    @Test
    void startAndRestartOfEverythingLeaveFinishedOneShotsAlone() {
        bench.engine.endsAtOnce(s -> s.equals("job") ? Optional.of(ExitStatus.of(0)) : Optional.empty());
        bench.settled(stack("shop", service("job"), service("web")));

        bench.command("shop", c -> c.restart(List.of(), Optional.empty(), Follow.DEPENDANTS));
        assertThat(bench.engine.calls()).containsExactly("stop web-1", "start web-1");
        bench.command("shop", c -> c.restart(List.of("job"), Optional.empty(), Follow.DEPENDANTS));

        assertThat(bench.engine.calls()).contains("start job-1").doesNotContain("start web-1");
    }

    @Test
    void stopsGoBackwardsAndStartsForwards() {
        bench.settled(stack("shop", service("db"), service("web").after("db")));

        bench.command("shop", c -> c.stop(List.of(), Optional.empty()));
        bench.command("shop", c -> c.start(List.of()));

        assertThat(bench.engine.calls())
                .filteredOn(c -> !c.startsWith("remember"))
                .containsExactly("stop web-1", "stop db-1", "start db-1", "start web-1");
    }

    @Test
    void aContainerThatCanNeverRunAgainIsMadeAnewAlsoInItsBackOff() {
        bench.settled(stack("shop", service("web")));
        bench.engine.failing("start web-1");
        bench.engine.end("web-1", Bench.KILLED);
        bench.advance(Duration.ofSeconds(3));

        bench.engine.die("web-1");
        bench.engine.working("start web-1");
        bench.advance(Duration.ofSeconds(6));

        assertThat(bench.engine.running()).containsExactly("web-1");
        assertThat(bench.engine.calls()).contains("create web-1");
    }

    @Test
    void waitingUntilReadyFailsForWhatEndsAndIsNotStartedAgain() {
        bench.engine.endsAtOnce(s -> s.equals("bad") ? Optional.of(ExitStatus.of(3)) : Optional.empty());

        assertThatThrownBy(() -> bench.up(
                        stack("shop", service("bad").restart(Policy.NO)),
                        UpOptions.DEFAULT.untilReady(Duration.ofSeconds(30))))
                .hasMessageContaining("shop-bad-1 ended: exit 3");
    }

    @Test
    void waitingUntilReadyEndsWithItsTime() {
        bench.sick.add("web");

        assertThatThrownBy(() -> bench.up(
                        stack("shop", service("web").healthcheck(Duration.ofMinutes(5), 3, Duration.ZERO)),
                        UpOptions.DEFAULT.untilReady(Duration.ofSeconds(3))))
                .hasMessageContaining("not ready after 3 s");
    }

    @Test
    void afterARebootEverythingComesBackInOrder() {
        Stack stack = stack(
                "shop",
                service("web").dependsOn("db", Condition.HEALTHY),
                service("db").healthcheck(Duration.ofSeconds(10), 3, Duration.ofSeconds(60)));
        bench.settled(stack);
        bench.engine.reboot();
        bench.sick.add("db");
        bench.restartEngine();
        bench.advance(Duration.ofSeconds(8));
        assertThat(bench.engine.running()).containsExactly("db-1");

        bench.sick.clear();
        bench.advance(Duration.ofSeconds(2));

        assertThat(bench.engine.running()).containsExactly("db-1", "web-1");
    }

    @Test
    void aCrashedDependantWaitsForItsDependency() {
        bench.settled(stack(
                "shop",
                service("db").healthcheck(Duration.ofSeconds(10), 3, Duration.ofSeconds(60)),
                service("web").dependsOn("db", Condition.HEALTHY)));
        bench.sick.add("db");
        bench.engine.end("db-1", Bench.KILLED);
        bench.engine.end("web-1", Bench.KILLED);
        bench.advance(Duration.ofSeconds(3));
        assertThat(bench.engine.running()).containsExactly("db-1");
        assertThat(bench.ps("shop", "web-1").reason()).isEqualTo("waits for db to be healthy");

        bench.sick.clear();
        bench.advance(Duration.ofSeconds(2));

        assertThat(bench.engine.running()).containsExactly("db-1", "web-1");
    }

    @Test
    void dependantsWithRestartTrueFollowOnceAndOthersAreLeftAlone() {
        bench.settled(stack(
                "shop",
                service("db").healthcheck(Duration.ofSeconds(10), 3, Duration.ZERO),
                service("web").dependsOn(new Dependency("db", Condition.HEALTHY, true, true)),
                service("mail").dependsOn("db", Condition.STARTED)));

        bench.engine.end("db-1", Bench.KILLED);
        bench.advance(Duration.ofSeconds(60));

        assertThat(bench.engine.calls())
                .filteredOn(c -> !c.startsWith("probe"))
                .containsExactly("start db-1", "stop web-1", "start web-1");
    }
}
