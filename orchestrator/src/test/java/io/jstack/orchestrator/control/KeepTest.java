package io.jstack.orchestrator.control;

import static io.jstack.orchestrator.ServiceBuilder.service;
import static io.jstack.orchestrator.ServiceBuilder.stack;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jstack.orchestrator.CommandResult;
import io.jstack.orchestrator.ContainerStatus.Phase;
import io.jstack.orchestrator.Drift;
import io.jstack.orchestrator.ExitStatus;
import io.jstack.orchestrator.Health;
import io.jstack.orchestrator.Projects.Follow;
import io.jstack.orchestrator.UpOptions;
import io.jstack.orchestrator.model.Dependency;
import io.jstack.orchestrator.model.Dependency.Condition;
import io.jstack.orchestrator.model.Lifecycle.Restart.Policy;
import io.jstack.orchestrator.model.Stack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What has to stay true after {@code up} has returned. */
class KeepTest {
    private static final ExitStatus KILLED = new ExitStatus(OptionalInt.of(137), Optional.of("SIGKILL"), false);

    private final Bench bench = new Bench();
    private final Set<String> sick = new java.util.HashSet<>();

    KeepTest() {
        bench.engine.probesAnswer(s -> new CommandResult(sick.contains(s) ? 1 : 0, "it says no", false));
    }

    private void settled(Stack stack) {
        bench.up(stack);
        bench.advance(Duration.ofSeconds(15));
        bench.engine.calls();
    }

    // ---- ends

    @Test
    void aProcessKilledAfterAGoodRunIsStartedAtOnceWithoutALook() {
        settled(stack("shop", service("web")));

        bench.engine.end("web-1", KILLED);
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
        settled(stack("shop", service("job"), service("web")));

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
        settled(stack(
                "shop",
                service("no").restart(Policy.NO),
                service("always").restart(Policy.ALWAYS),
                service("unless").restart(Policy.UNLESS_STOPPED),
                service("failure").restartOnFailure(2),
                service("unkept").notKept()));
        List.of("no", "always", "unless", "failure", "unkept").forEach(s -> bench.engine.end(s + "-1", KILLED));
        bench.advance(Duration.ofSeconds(20));
        assertThat(bench.engine.running()).containsExactly("always-1", "failure-1", "unless-1");

        List.of("always", "unless", "failure").forEach(s -> bench.engine.end(s + "-1", ExitStatus.of(0)));
        bench.advance(Duration.ofSeconds(20));

        assertThat(bench.engine.running()).containsExactly("always-1", "unless-1");
        assertThat(bench.ps("shop", "no-1").reason()).isEqualTo("exit 137, SIGKILL");
    }

    @Test
    void onFailureCountsItsAttemptsAlsoOverAnEngineRestart() {
        settled(stack("shop", service("web").restartOnFailure(2)));

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
        settled(stack("shop", service("web").restart(Policy.ALWAYS)));

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
        settled(stack("shop", service("web")));
        bench.engine.diesSlowly("web-1");

        CompletableFuture<Void> kill = bench.desk.command(
                "shop", "kill", bench.progress(), new Operation(), c -> c.kill(List.of("web"), "SIGKILL"));
        bench.threads.settle();
        assertThat(kill).isNotDone();
        bench.engine.end("web-1", KILLED);
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
        settled(stack("shop", service("web")));
        bench.engine.failing("start web-1");

        bench.engine.end("web-1", KILLED);
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
        bench.engine.end("web-1", KILLED);
        while (!bench.engine.calls().contains("start web-1")) {
            bench.threads.step();
        }
        bench.engine.end("web-1", KILLED);
        bench.advance(Duration.ofSeconds(2));

        assertThat(bench.engine.running()).containsExactly("web-1");
    }

    @Test
    void anUnseenEndIsFoundByTheNextLook() {
        settled(stack("shop", service("web")));

        bench.engine.endUnseen("web-1", KILLED);
        bench.advance(Duration.ofMillis(5100));

        assertThat(bench.engine.running()).containsExactly("web-1");
    }

    // ---- drift

    @Test
    void hintsThatNeverStopAreLookedAtEverMoreRarelyAndTheFirstAtOnce() {
        settled(stack("shop", service("web")));
        int before = bench.engine.looks();
        bench.engine.hint();
        bench.advance(Duration.ofMillis(100));
        assertThat(bench.engine.looks()).isEqualTo(before + 1);

        for (int i = 0; i < 1000; i++) {
            bench.engine.hint();
            bench.advance(Duration.ofMillis(20));
        }
        assertThat(bench.engine.looks() - before).isBetween(20, 40);

        bench.advance(Duration.ofSeconds(11));
        bench.engine.drift("web-1", new Drift(Drift.Kind.LINK_GONE, "veth of back is gone", Drift.Repair.IN_PLACE));
        bench.engine.calls();
        bench.engine.hint();
        bench.advance(Duration.ofMillis(100));
        assertThat(bench.engine.calls()).contains("repair web-1 LINK_GONE");
    }

    @Test
    void aRemovedContainerIsMadeAgain() {
        settled(stack("shop", service("web").replicas(2)));

        bench.engine.vanish("web-2");
        bench.advance(Duration.ofSeconds(6));

        assertThat(bench.engine.calls()).containsExactly("create web-2", "start web-2");
        assertThat(bench.events("shop")).contains("shop-web-2 destroy: removed behind our back");
    }

    @Test
    void whatCanBeRepairedInPlaceIsRepairedInPlace() {
        settled(stack("shop", service("web"), service("db")));

        bench.engine.drift("web-1", new Drift(Drift.Kind.LINK_GONE, "veth of back is gone", Drift.Repair.IN_PLACE));
        bench.advance(Duration.ofSeconds(6));

        assertThat(bench.engine.calls()).containsExactly("repair web-1 LINK_GONE");
        assertThat(bench.events("shop")).contains("shop-web-1 repair: veth of back is gone");
    }

    @Test
    void aDeletedNetworkIsMadeAgainUnderItsContainers() {
        settled(stack("shop", service("web").on("back")));

        bench.engine.losesNetwork("shop_back");
        bench.advance(Duration.ofSeconds(6));

        assertThat(bench.engine.calls()).containsExactly("network shop_back");
    }

    @Test
    void aQuietProjectOnlyLooks() {
        settled(stack("shop", service("web")));

        bench.advance(Duration.ofMinutes(5));

        assertThat(bench.engine.calls()).isEmpty();
    }

    @Test
    void aRepairThatFailsIsNotTriedEverySecond() {
        settled(stack("shop", service("web").on("back")));
        bench.engine.losesNetwork("shop_back");
        bench.engine.failing("network shop_back");

        bench.advance(Duration.ofMinutes(5));

        assertThat(bench.engine.calls()).hasSizeBetween(5, 10);
        bench.engine.working("network shop_back");
        bench.advance(Duration.ofMinutes(1));
        assertThat(bench.engine.observe("shop").networks()).containsKey("shop_back");
    }

    @Test
    void aRepairThatDoesNotHelpBacksOffAndSaysSoAndANewDriftIsRepairedAtOnce() {
        settled(stack("shop", service("web"), service("db")));
        bench.engine.undoingRepairs();
        bench.engine.drift("web-1", new Drift(Drift.Kind.LINK_GONE, "veth of back is gone", Drift.Repair.IN_PLACE));

        bench.engine.hint();
        bench.advance(Duration.ofMillis(500));
        assertThat(bench.engine.calls()).containsExactly("repair web-1 LINK_GONE");
        bench.advance(Duration.ofSeconds(2));
        assertThat(bench.engine.calls()).containsExactly("repair web-1 LINK_GONE");
        assertThat(bench.events("shop"))
                .anyMatch(event -> event.endsWith(
                        "repair-without-effect: still so after its repair: veth of back is gone; next attempt in 2 s"));

        // hints come all the time: the kernel tells of what the repair itself changes
        for (int i = 0; i < 300; i++) {
            bench.engine.hint();
            bench.advance(Duration.ofSeconds(1));
        }
        assertThat(bench.engine.calls()).hasSizeBetween(7, 10); // after 1, 2, 4 … 32, 60, 60, 60 s

        bench.engine.drift("db-1", new Drift(Drift.Kind.PORT_GONE, "a port leads nowhere", Drift.Repair.IN_PLACE));
        bench.advance(Duration.ofSeconds(6));
        assertThat(bench.engine.calls()).contains("repair db-1 PORT_GONE");
    }

    // ---- health

    @Test
    void anUnhealthyServiceIsRestartedOnceAndItsNeighboursAreNotTouched() {
        settled(stack("shop", service("web").healthcheck(Duration.ofSeconds(1), 3, Duration.ZERO), service("db")));
        sick.add("web");
        bench.advance(Duration.ofMillis(3100));
        sick.clear();
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
        settled(stack("shop", service("web").healthcheck(Duration.ofSeconds(1), 3, Duration.ZERO)));

        for (int i = 0; i < 10; i++) {
            sick.add("web");
            bench.advance(Duration.ofSeconds(2));
            sick.clear();
            bench.advance(Duration.ofSeconds(1));
        }

        assertThat(bench.engine.calls()).doesNotContain("stop web-1");
    }

    @Test
    void nothingIsUnhealthyInsideItsStartPeriod() {
        sick.add("web");
        bench.up(stack("shop", service("web").healthcheck(Duration.ofSeconds(1), 2, Duration.ofSeconds(20))));

        bench.advance(Duration.ofSeconds(20));
        assertThat(bench.ps("shop", "web-1").health()).isEqualTo(Health.STARTING);
        assertThat(bench.engine.calls()).doesNotContain("stop web-1");
        bench.advance(Duration.ofMillis(2500));

        assertThat(bench.engine.calls()).contains("stop web-1");
    }

    @Test
    void earlyProbesNeverMakeAServiceUnhealthySoonerThanTheFileSays() {
        sick.add("web");
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
        sick.add("web");
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
        settled(stack("shop", service("web").healthcheck(Duration.ofSeconds(1), 3, Duration.ZERO)));
        sick.add("web");
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
        settled(stack("shop", service("web").healthcheck(Duration.ofSeconds(1), 3, Duration.ZERO)));
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
        settled(stack("shop", service("web").healthcheck(Duration.ofSeconds(1), 3, Duration.ZERO)));
        sick.add("web");
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
        settled(stack("shop", service("web").restart(Policy.NO).healthcheck(Duration.ofSeconds(1), 2, Duration.ZERO)));
        sick.add("web");

        bench.advance(Duration.ofMinutes(1));

        assertThat(bench.engine.calls()).doesNotContain("stop web-1");
        assertThat(bench.ps("shop", "web-1").health()).isEqualTo(Health.UNHEALTHY);
    }

    // ---- order

    @Test
    void startAndRestartOfEverythingLeaveFinishedOneShotsAlone() {
        bench.engine.endsAtOnce(s -> s.equals("job") ? Optional.of(ExitStatus.of(0)) : Optional.empty());
        settled(stack("shop", service("job"), service("web")));

        bench.command("shop", c -> c.restart(List.of(), Optional.empty(), Follow.DEPENDANTS));
        assertThat(bench.engine.calls()).containsExactly("stop web-1", "start web-1");
        bench.command("shop", c -> c.restart(List.of("job"), Optional.empty(), Follow.DEPENDANTS));

        assertThat(bench.engine.calls()).contains("start job-1").doesNotContain("start web-1");
    }

    @Test
    void stopsGoBackwardsAndStartsForwards() {
        settled(stack("shop", service("db"), service("web").after("db")));

        bench.command("shop", c -> c.stop(List.of(), Optional.empty()));
        bench.command("shop", c -> c.start(List.of()));

        assertThat(bench.engine.calls())
                .filteredOn(c -> !c.startsWith("remember"))
                .containsExactly("stop web-1", "stop db-1", "start db-1", "start web-1");
    }

    @Test
    void aContainerThatCanNeverRunAgainIsMadeAnewAlsoInItsBackOff() {
        settled(stack("shop", service("web")));
        bench.engine.failing("start web-1");
        bench.engine.end("web-1", KILLED);
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
        sick.add("web");

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
        settled(stack);
        bench.engine.reboot();
        sick.add("db");
        bench.restartEngine();
        bench.advance(Duration.ofSeconds(8));
        assertThat(bench.engine.running()).containsExactly("db-1");

        sick.clear();
        bench.advance(Duration.ofSeconds(2));

        assertThat(bench.engine.running()).containsExactly("db-1", "web-1");
    }

    @Test
    void aCrashedDependantWaitsForItsDependency() {
        settled(stack(
                "shop",
                service("db").healthcheck(Duration.ofSeconds(10), 3, Duration.ofSeconds(60)),
                service("web").dependsOn("db", Condition.HEALTHY)));
        sick.add("db");
        bench.engine.end("db-1", KILLED);
        bench.engine.end("web-1", KILLED);
        bench.advance(Duration.ofSeconds(3));
        assertThat(bench.engine.running()).containsExactly("db-1");
        assertThat(bench.ps("shop", "web-1").reason()).isEqualTo("waits for db to be healthy");

        sick.clear();
        bench.advance(Duration.ofSeconds(2));

        assertThat(bench.engine.running()).containsExactly("db-1", "web-1");
    }

    @Test
    void dependantsWithRestartTrueFollowOnceAndOthersAreLeftAlone() {
        settled(stack(
                "shop",
                service("db").healthcheck(Duration.ofSeconds(10), 3, Duration.ZERO),
                service("web").dependsOn(new Dependency("db", Condition.HEALTHY, true, true)),
                service("mail").dependsOn("db", Condition.STARTED)));

        bench.engine.end("db-1", KILLED);
        bench.advance(Duration.ofSeconds(60));

        assertThat(bench.engine.calls())
                .filteredOn(c -> !c.startsWith("probe"))
                .containsExactly("start db-1", "stop web-1", "start web-1");
    }

    // ---- the engine's own restart

    @Test
    void aNewEngineAdoptsEverythingAndTouchesNothing() {
        Stack stack = stack(
                "shop",
                service("db").healthcheck(Duration.ofSeconds(10), 3, Duration.ofSeconds(60)),
                service("web").dependsOn("db", Condition.HEALTHY).replicas(3));
        settled(stack);

        bench.restartEngine();
        bench.advance(Duration.ofSeconds(30));

        assertThat(bench.engine.calls()).filteredOn(c -> !c.startsWith("probe")).isEmpty();
        assertThat(bench.ps("shop", "db-1").health()).isEqualTo(Health.HEALTHY);
        bench.engine.end("web-2", KILLED);
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
