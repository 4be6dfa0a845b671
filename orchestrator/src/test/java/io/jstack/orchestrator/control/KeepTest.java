package io.jstack.orchestrator.control;

import static io.jstack.orchestrator.ServiceBuilder.service;
import static io.jstack.orchestrator.ServiceBuilder.stack;
import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.orchestrator.ContainerStatus.Phase;
import io.jstack.orchestrator.ExitStatus;
import io.jstack.orchestrator.Health;
import io.jstack.orchestrator.UpOptions;
import io.jstack.orchestrator.model.Dependency.Condition;
import io.jstack.orchestrator.model.Lifecycle.Restart.Policy;
import io.jstack.orchestrator.model.Stack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What has to stay true after {@code up} has returned, however a process or the engine ends. */
class KeepTest {
    private final Bench bench = new Bench();

    @Test
    void aProcessKilledAfterAGoodRunIsStartedAtOnceWithoutALook() {
        bench.settled(stack("shop", service("web")));

        bench.engine.end("web-1", Bench.KILLED);
        bench.threads.settle();

        assertThat(bench.engine.calls()).containsExactly("start web-1");
        assertThat(bench.engine.running()).containsExactly("web-1");
        assertThat(bench.ps("shop", "web-1").container().restarts()).isEqualTo(1);
    }

    @Test
    void quickEndsBackOffFrom100MillisecondsDoublingAndReadCrashLoopAfterFive() {
        bench.up(stack("shop", service("web")));
        List<Long> waits = new ArrayList<>();

        for (int i = 0; i < 12; i++) {
            bench.engine.end("web-1", ExitStatus.of(1));
            bench.threads.settle();
            var status = bench.ps("shop", "web-1");
            assertThat(status.phase()).isEqualTo(i < 4 ? Phase.RESTARTING : Phase.CRASH_LOOP);
            Duration wait =
                    Duration.between(bench.threads.now(), status.nextAttempt().orElseThrow());
            waits.add(wait.toMillis());
            bench.advance(wait.minusMillis(1));
            assertThat(bench.engine.running()).isEmpty();
            bench.advance(Duration.ofMillis(1));
            assertThat(bench.engine.running()).containsExactly("web-1");
        }

        assertThat(waits)
                .containsExactly(100L, 200L, 400L, 800L, 1600L, 3200L, 6400L, 12800L, 25600L, 51200L, 60000L, 60000L);
        bench.advance(Duration.ofSeconds(10));
        bench.engine.end("web-1", ExitStatus.of(1));
        bench.threads.settle();
        assertThat(bench.engine.running()).containsExactly("web-1");
    }

    @Test
    void aServiceThatEndsWithZeroIsDoneAndNeverRunAgain() {
        bench.settled(stack("shop", service("job"), service("web")));

        bench.engine.end("job-1", ExitStatus.of(0));
        bench.advance(Duration.ofMinutes(2));
        bench.up(stack("shop", service("job"), service("web")));
        bench.restartEngine();
        bench.advance(Duration.ofMinutes(2));

        assertThat(bench.engine.running()).containsExactly("web-1");
        assertThat(bench.engine.calls()).doesNotContain("start job-1");
    }

    @Test
    void aFinishedOneShotIsNotRunAgainWhenNobodyKnowsHowItEnded() {
        Stack stack = stack(
                "shop", service("migrate"), service("web").dependsOn("migrate", Condition.COMPLETED_SUCCESSFULLY));
        var up = bench.desk.up(stack, UpOptions.DEFAULT, bench.progress(), new Operation());
        bench.advance(Duration.ofSeconds(1));
        assertThat(bench.engine.running()).containsExactly("migrate-1");
        bench.engine.end("migrate-1", ExitStatus.of(0));
        bench.get(up);
        assertThat(bench.engine.running()).containsExactly("web-1");
        bench.engine.calls();

        bench.engine.reboot();
        bench.restartEngine();
        bench.advance(Duration.ofSeconds(30));

        assertThat(bench.engine.calls()).contains("start web-1").doesNotContain("start migrate-1");
    }

    @Test
    void policiesAreComposes() {
        bench.settled(stack(
                "shop",
                service("no").restart(Policy.NO),
                service("always").restart(Policy.ALWAYS),
                service("unless").restart(Policy.UNLESS_STOPPED),
                service("failure").restartOnFailure(2),
                service("unkept").notKept()));
        List.of("no", "always", "unless", "failure", "unkept").forEach(s -> bench.engine.end(s + "-1", Bench.KILLED));
        bench.advance(Duration.ofSeconds(20));
        assertThat(bench.engine.running()).containsExactly("always-1", "failure-1", "unless-1");

        List.of("always", "unless", "failure").forEach(s -> bench.engine.end(s + "-1", ExitStatus.of(0)));
        bench.advance(Duration.ofSeconds(20));

        assertThat(bench.engine.running()).containsExactly("always-1", "unless-1");
        assertThat(bench.ps("shop", "no-1").reason()).isEqualTo("exit 137, SIGKILL");
    }

    @Test
    void onFailureCountsItsAttemptsAlsoOverAnEngineRestart() {
        bench.settled(stack("shop", service("web").restartOnFailure(2)));

        bench.engine.end("web-1", ExitStatus.of(1));
        bench.advance(Duration.ofSeconds(20));
        bench.restartEngine();
        bench.engine.end("web-1", ExitStatus.of(1));
        bench.advance(Duration.ofSeconds(20));
        assertThat(bench.engine.running()).containsExactly("web-1");
        bench.engine.end("web-1", ExitStatus.of(1));
        bench.advance(Duration.ofMinutes(2));

        assertThat(bench.engine.running()).isEmpty();
    }

    @Test
    void aPersonsKillWins() {
        bench.settled(stack("shop", service("web").restart(Policy.ALWAYS)));

        bench.command("shop", c -> c.kill(List.of("web"), "SIGKILL"));
        bench.advance(Duration.ofMinutes(2));

        assertThat(bench.engine.running()).isEmpty();
        assertThat(bench.ps("shop", "web-1").reason()).isEqualTo("exit 137, SIGKILL, stopped by user");
        bench.restartEngine();
        bench.advance(Duration.ofMinutes(1));
        assertThat(bench.engine.running()).isEmpty();
    }

    @Test
    void aKillIsOverWhenTheProcessIsAndAStartAfterItStarts() {
        bench.settled(stack("shop", service("web")));
        bench.engine.diesSlowly("web-1");

        CompletableFuture<Void> kill = bench.desk.command(
                "shop", "kill", bench.progress(), new Operation(), c -> c.kill(List.of("web"), "SIGKILL"));
        bench.threads.settle();
        assertThat(kill).isNotDone();
        bench.engine.end("web-1", Bench.KILLED);
        bench.get(kill);
        bench.command("shop", c -> c.start(List.of("web")));

        assertThat(bench.engine.running()).containsExactly("web-1");
    }

    @Test
    void aStopDuringTheBackOffWins() {
        bench.up(stack("shop", service("web")));
        bench.engine.end("web-1", ExitStatus.of(1));
        bench.threads.settle();

        bench.command("shop", c -> c.stop(List.of(), Optional.empty()));
        bench.advance(Duration.ofMinutes(2));

        assertThat(bench.engine.running()).isEmpty();
    }

    @Test
    void aStartThatFailsIsTriedAgainWithBackOff() {
        bench.settled(stack("shop", service("web")));
        bench.engine.failing("start web-1");

        bench.engine.end("web-1", Bench.KILLED);
        bench.advance(Duration.ofSeconds(1));
        assertThat(bench.ps("shop", "web-1").reason()).contains("start web-1 failed on purpose");
        bench.engine.working("start web-1");
        bench.advance(Duration.ofSeconds(3));

        assertThat(bench.engine.running()).containsExactly("web-1");
    }

    @Test
    void anEndThatIsToldBeforeTheStartReturnsIsNotLost() {
        bench.up(stack("shop", service("web")));
        bench.advance(Duration.ofSeconds(15));
        bench.engine.end("web-1", Bench.KILLED);
        while (!bench.engine.calls().contains("start web-1")) {
            bench.threads.step();
        }
        bench.engine.end("web-1", Bench.KILLED);
        bench.advance(Duration.ofSeconds(2));

        assertThat(bench.engine.running()).containsExactly("web-1");
    }

    @Test
    void anUnseenEndIsFoundByTheNextLook() {
        bench.settled(stack("shop", service("web")));

        bench.engine.endUnseen("web-1", Bench.KILLED);
        bench.advance(Duration.ofMillis(5100));

        assertThat(bench.engine.running()).containsExactly("web-1");
    }

    @Test
    void aNewEngineAdoptsEverythingAndTouchesNothing() {
        Stack stack = stack(
                "shop",
                service("db").healthcheck(Duration.ofSeconds(10), 3, Duration.ofSeconds(60)),
                service("web").dependsOn("db", Condition.HEALTHY).replicas(3));
        bench.settled(stack);

        bench.restartEngine();
        bench.advance(Duration.ofSeconds(30));

        assertThat(bench.engine.calls()).filteredOn(c -> !c.startsWith("probe")).isEmpty();
        assertThat(bench.ps("shop", "db-1").health()).isEqualTo(Health.HEALTHY);
        bench.engine.end("web-2", Bench.KILLED);
        bench.threads.settle();
        assertThat(bench.engine.running()).hasSize(4);
    }

    @Test
    void anEngineKilledInTheMiddleOfAnUpGoesOnWithIt() {
        Stack stack = stack(
                "shop",
                service("db").on("back").volume("data", "/data"),
                service("web").on("back").after("db").replicas(2));
        for (int steps = 1; steps < 60; steps++) {
            Bench other = new Bench();
            Background.letFail(other.desk.up(stack, UpOptions.DEFAULT, other.progress(), new Operation()));
            boolean began = true;
            for (int i = 0; i < steps && began; i++) {
                began = other.threads.step();
            }
            other.threads.forget();
            boolean recorded = other.engine.record("shop").isPresent();
            other.restartEngine();
            other.advance(Duration.ofSeconds(20));
            assertThat(other.engine.running())
                    .as("killed after %d steps", steps)
                    .isEqualTo(recorded ? List.of("db-1", "web-1", "web-2") : List.of());
        }
    }
}
