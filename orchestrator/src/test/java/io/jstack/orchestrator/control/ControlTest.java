package io.jstack.orchestrator.control;

import static io.jstack.orchestrator.ServiceBuilder.service;
import static io.jstack.orchestrator.ServiceBuilder.stack;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.jstack.orchestrator.CommandResult;
import io.jstack.orchestrator.DownOptions;
import io.jstack.orchestrator.Engine.AnonymousVolumes;
import io.jstack.orchestrator.Engine.Subscription;
import io.jstack.orchestrator.ExitStatus;
import io.jstack.orchestrator.FakeEngine;
import io.jstack.orchestrator.Progress;
import io.jstack.orchestrator.Projects.Follow;
import io.jstack.orchestrator.RunOptions;
import io.jstack.orchestrator.UpOptions;
import io.jstack.orchestrator.model.Dependency.Condition;
import io.jstack.orchestrator.model.Stack;
import io.jstack.values.ContainerId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The facade with real threads and the real clock. */
class ControlTest {
    private final FakeEngine engine = new FakeEngine(Instant::now);
    private final Control control = Control.open(engine);
    private final Stack shop =
            stack("shop", service("db").on("back"), service("web").on("back").after("db"));

    @AfterEach
    void close() {
        control.close();
    }

    @Test
    void eightCallersAtOnceGetOneAfterTheOther() throws Exception {
        List<String> heard = Collections.synchronizedList(new ArrayList<>());
        ExecutorService callers = Executors.newFixedThreadPool(8);
        List<Future<?>> calls = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            int n = i;
            calls.add(callers.submit(() -> {
                Progress progress = step -> heard.add(step.text());
                if (n % 3 == 2) {
                    control.down("shop", DownOptions.DEFAULT, progress);
                } else {
                    control.up(shop, UpOptions.DEFAULT.heldBy("caller " + n), progress);
                }
            }));
        }
        for (Future<?> call : calls) {
            call.get();
        }
        callers.shutdown();

        control.up(shop, UpOptions.DEFAULT, Progress.SILENT);
        assertThat(engine.running()).containsExactly("db-1", "web-1");
    }

    @Test
    void twentyProjectsAtOnce() {
        List<CompletableFuture<Void>> ups = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Stack stack =
                    stack("p" + i, service("db").on("n"), service("web").on("n").after("db"));
            ups.add(CompletableFuture.runAsync(() -> control.up(stack, UpOptions.DEFAULT, Progress.SILENT)));
        }
        CompletableFuture.allOf(ups.toArray(CompletableFuture[]::new)).join();

        assertThat(engine.running()).hasSize(40);
        assertThat(control.list()).hasSize(20).allMatch(p -> p.running() == 2);
    }

    @Test
    void aWaitForSomethingThatNeverComesCanBeInterrupted() throws Exception {
        engine.probesAnswer(s -> new CommandResult(1, "no", false));
        Stack stack = stack(
                "shop",
                service("db").healthcheck(Duration.ofHours(1), 3, Duration.ofHours(1)),
                service("web").dependsOn("db", Condition.HEALTHY));
        Thread caller = new Thread(() -> assertThatThrownBy(() -> control.up(stack, UpOptions.DEFAULT, Progress.SILENT))
                .hasMessageContaining("interrupted"));
        caller.start();
        await().until(() -> engine.running().equals(List.of("db-1")));

        caller.interrupt();
        caller.join(5000);

        assertThat(caller.isAlive()).isFalse();
        control.down("shop", DownOptions.DEFAULT, Progress.SILENT);
        assertThat(engine.all()).isEmpty();
    }

    @Test
    void anOneOffIsMadeStartedAwaitedAndRemoved() {
        ContainerId id = control.prepareRun(shop, RunOptions.of("web"), Progress.SILENT);
        assertThat(engine.running()).containsExactly("db-1");

        control.startRun("shop", id);
        String name = engine.running().stream()
                .filter(n -> n.startsWith("shop-web-run-"))
                .findFirst()
                .orElseThrow();
        CompletableFuture<ExitStatus> exit = CompletableFuture.supplyAsync(() -> control.awaitExit("shop", id));
        engine.end(name, ExitStatus.of(7));

        assertThat(exit.join()).isEqualTo(ExitStatus.of(7));
        control.removeRun("shop", id, AnonymousVolumes.REMOVE);
        assertThat(engine.all()).containsExactly("db-1");
    }

    @Test
    void restartTakesDependantsAlongOnlyWhenTheyWishSo() {
        control.up(shop, UpOptions.DEFAULT, Progress.SILENT);
        engine.calls();

        control.restart("shop", List.of("db"), Optional.empty(), Follow.DEPENDANTS, Progress.SILENT);

        assertThat(engine.calls()).containsExactly("stop db-1", "start db-1");
    }

    @Test
    void eventsAreHeardInOrder() {
        List<String> heard = Collections.synchronizedList(new ArrayList<>());
        Subscription subscription = control.follow(Optional.of("shop"), e -> heard.add(e.name() + " " + e.action()));
        control.up(shop, UpOptions.DEFAULT, Progress.SILENT);
        subscription.close();

        assertThat(heard)
                .containsSubsequence("shop-db-1 create", "shop-db-1 start", "shop-web-1 start")
                .hasSize(4);
        assertThat(control.events(Optional.of("shop"), Optional.empty())).hasSize(4);
    }

    @Test
    void whatIsNotUpIsSaidSo() {
        assertThatThrownBy(() -> control.stop("nothing", List.of(), Optional.empty(), Progress.SILENT))
                .hasMessageContaining("project-unknown: project nothing is not up");
        control.down("nothing", DownOptions.DEFAULT, Progress.SILENT);
        assertThat(control.ps("nothing")).isEmpty();
    }

    @Test
    void planSaysWhatUpWouldDoAndDoesNot() {
        var changes = control.plan(shop, UpOptions.DEFAULT);

        assertThat(changes.text()).startsWith("#1 pull image busybox (for db)\n");
        assertThat(changes.json()).startsWith("{\"changes\":[{\"number\":1,\"verb\":\"pull\",\"resource\":\"image\"");
        assertThat(engine.calls()).isEmpty();
        control.up(shop, UpOptions.DEFAULT, Progress.SILENT);
        assertThat(control.plan(shop, UpOptions.DEFAULT).isEmpty()).isTrue();
    }
}
