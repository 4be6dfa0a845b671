package io.jstack.orchestrator.control;

import static io.jstack.orchestrator.ServiceBuilder.service;
import static io.jstack.orchestrator.ServiceBuilder.stack;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jstack.orchestrator.DownOptions;
import io.jstack.orchestrator.ExitStatus;
import io.jstack.orchestrator.ServiceBuilder;
import io.jstack.orchestrator.UpOptions;
import io.jstack.orchestrator.model.Dependency.Condition;
import io.jstack.orchestrator.model.Stack;
import io.jstack.values.JstackException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UpAndDownTest {
    private final Bench bench = new Bench();

    private final Stack shop = stack(
            "shop",
            service("db").on("back").volume("data", "/var/lib/db"),
            service("web").on("back").after("db").port(8080, 80));

    @Test
    void upMakesEverythingInOrderWithOneDurableWrite() {
        bench.up(shop);

        assertThat(bench.engine.calls())
                .containsExactly(
                        "check ports",
                        "image busybox",
                        "remember shop",
                        "volume shop_data",
                        "network shop_back",
                        "create db-1",
                        "create web-1",
                        "start db-1",
                        "start web-1");
        assertThat(bench.engine.running()).containsExactly("db-1", "web-1");
    }

    @Test
    void aSecondUpDoesNothing() {
        bench.up(shop);
        bench.engine.calls();

        bench.up(shop);

        assertThat(bench.engine.calls()).containsExactly("check ports");
    }

    @Test
    void downRemovesDependantsFirstThenNetworksAndKeepsVolumes() {
        bench.up(shop);
        bench.engine.calls();

        bench.down("shop", DownOptions.DEFAULT);

        assertThat(bench.engine.calls())
                .containsExactly(
                        "remember shop",
                        "stop web-1",
                        "remove web-1",
                        "stop db-1",
                        "remove db-1",
                        "remove network shop_back",
                        "forget shop");
        assertThat(bench.get(bench.desk.ps("shop"))).isEmpty();
        bench.advance(Duration.ofMinutes(1));
        assertThat(bench.engine.all()).isEmpty();
    }

    @Test
    void downWithVolumesRemovesThem() {
        bench.up(shop);
        bench.engine.calls();

        bench.down(
                "shop",
                new DownOptions(
                        List.of(),
                        DownOptions.Volumes.REMOVE,
                        java.util.Optional.empty(),
                        UpOptions.Orphans.WARN,
                        DownOptions.Images.KEEP,
                        "down"));

        assertThat(bench.engine.calls()).contains("remove volume shop_data");
    }

    @Test
    void whatWasBroughtUpUnderAProfileIsKeptByAnUpWithoutItAndTakenDownWithTheRest() {
        ServiceBuilder web = service("web").on("front");
        ServiceBuilder tool = service("tool").after("web").on("back").volume("data", "/data");
        bench.up(stack("shop", web, tool));
        bench.progress.clear();

        bench.up(
                stack("shop", service("web").on("front"), service("tool").disabled()),
                UpOptions.DEFAULT.with(UpOptions.Orphans.REMOVE));
        assertThat(bench.engine.running()).containsExactly("tool-1", "web-1");
        assertThat(bench.progress).noneMatch(line -> line.contains("orphan"));
        bench.engine.end("tool-1", ExitStatus.of(1));
        bench.advance(Duration.ofSeconds(2));
        assertThat(bench.engine.running()).containsExactly("tool-1", "web-1");
        bench.engine.calls();

        bench.down("shop", DownOptions.DEFAULT);
        assertThat(bench.engine.all()).isEmpty();
        assertThat(bench.engine.calls()).containsSubsequence("remove tool-1", "remove web-1");
    }

    @Test
    void whatTheFileHasNoMoreIsAnOrphanAsBefore() {
        bench.up(stack("shop", service("web"), service("tool")));

        bench.up(stack("shop", service("web")), UpOptions.DEFAULT.with(UpOptions.Orphans.REMOVE));

        assertThat(bench.engine.running()).containsExactly("web-1");
    }

    @Test
    void aDependantWaitsUntilItsDependencyIsHealthy() {
        boolean[] ready = {false};
        bench.engine.probesAnswer(
                service -> new io.jstack.orchestrator.CommandResult(ready[0] ? 0 : 1, "not yet", false));
        Stack stack = stack(
                "shop",
                service("db").healthcheck(Duration.ofSeconds(10), 3, Duration.ofSeconds(30)),
                service("web").dependsOn("db", Condition.HEALTHY));
        var up = bench.desk.up(stack, UpOptions.DEFAULT, bench.progress(), new Operation());

        bench.advance(Duration.ofSeconds(3));
        assertThat(bench.engine.running()).containsExactly("db-1");
        ready[0] = true;
        bench.advance(Duration.ofSeconds(1));

        assertThat(bench.engine.running()).containsExactly("db-1", "web-1");
        assertThat(up).isCompleted();
    }

    @Test
    void aDependantNeverStartsWhenItsDependencyCannotBeHealthy() {
        Stack stack = stack("shop", service("db"), service("web").dependsOn("db", Condition.HEALTHY));

        assertThatThrownBy(() -> bench.up(stack))
                .isInstanceOf(JstackException.class)
                .hasMessageContaining("db has no health check");
        assertThat(bench.engine.running()).containsExactly("db-1");
    }

    @Test
    void aServiceThatCannotStartIsTakenBackAsAWhole() {
        bench.engine.failing("start web-2");
        Stack stack = stack("shop", service("db"), service("web").after("db").replicas(2));

        assertThatThrownBy(() -> bench.up(stack)).hasMessageContaining("start web-2 failed on purpose");

        assertThat(bench.engine.all()).containsExactly("db-1");
        bench.advance(Duration.ofMinutes(1));
        assertThat(bench.engine.all()).containsExactly("db-1");
    }

    @Test
    void aRecreateThatDoesNotStartPutsTheOldOneBack() {
        bench.up(shop);
        var old = bench.engine.id("web-1");
        bench.engine.calls();
        bench.engine.failing("start web-1");
        Stack changed = stack(
                "shop",
                service("db").on("back").volume("data", "/var/lib/db"),
                service("web").on("back").after("db").port(8080, 80).command("broken"));
        var up = bench.desk.up(changed, UpOptions.DEFAULT, bench.progress(), new Operation());
        while (!bench.engine.calls().contains("start web-1")) {
            bench.threads.step();
        }
        bench.engine.working("start web-1");
        bench.threads.settle();

        assertThat(up).isCompletedExceptionally();
        assertThat(bench.engine.running()).containsExactly("db-1", "web-1");
        assertThat(bench.engine.id("web-1")).isEqualTo(old);
        bench.engine.calls();
        bench.advance(Duration.ofMinutes(1));
        assertThat(bench.engine.calls()).doesNotContain("create web-1");
    }

    @Test
    void scaleUpAndDown() {
        Stack stack = stack("shop", service("web"));
        bench.up(stack, UpOptions.DEFAULT.withScale(Map.of("web", 3)));
        assertThat(bench.engine.running()).containsExactly("web-1", "web-2", "web-3");

        bench.up(stack, UpOptions.DEFAULT.withScale(Map.of("web", 1)));

        assertThat(bench.engine.all()).containsExactly("web-1");
    }

    @Test
    void anUnknownServiceIsRefusedBeforeAnythingChanges() {
        assertThatThrownBy(() -> bench.up(shop, UpOptions.DEFAULT.withServices(List.of("wbe"))))
                .hasMessageContaining("no such service: wbe")
                .hasMessageContaining("one of db, web");
        assertThat(bench.engine.calls()).isEmpty();
    }

    @Test
    void aPortConflictIsFoundBeforeAnythingChanges() {
        bench.engine.failing("check ports");

        assertThatThrownBy(() -> bench.up(shop)).hasMessageContaining("failed on purpose");

        assertThat(bench.engine.calls()).containsExactly("check ports");
        assertThat(bench.engine.record("shop")).isEmpty();
    }

    @Test
    void onlyTheNamedServiceAndItsDependenciesComeUp() {
        Stack stack = stack("shop", service("db"), service("web").after("db"), service("mail"));

        bench.up(stack, UpOptions.DEFAULT.withServices(List.of("web")));
        bench.advance(Duration.ofSeconds(20));

        assertThat(bench.engine.all()).containsExactly("db-1", "web-1");
    }

    @Test
    void whatAPersonStoppedStaysStoppedUntilUp() {
        bench.up(shop);

        bench.command("shop", c -> c.stop(List.of("web"), java.util.Optional.empty()));
        bench.advance(Duration.ofMinutes(1));
        assertThat(bench.engine.running()).containsExactly("db-1");
        bench.up(shop);

        assertThat(bench.engine.running()).containsExactly("db-1", "web-1");
    }

    @Test
    void atomicUpLeavesNothingWhenItFails() {
        bench.engine.failing("start web-1");

        assertThatThrownBy(() -> bench.up(shop, UpOptions.DEFAULT.with(UpOptions.Failure.ROLL_BACK)))
                .hasMessageContaining("start web-1 failed on purpose");

        assertThat(bench.engine.all()).isEmpty();
        assertThat(bench.engine.record("shop")).isEmpty();
    }

    @Test
    void whatCannotBeWrittenDownIsNotWishedForLater() {
        bench.engine.failing("remember shop");

        assertThatThrownBy(() -> bench.up(shop)).hasMessageContaining("remember shop failed on purpose");
        bench.engine.working("remember shop");
        bench.advance(Duration.ofMinutes(1));

        assertThat(bench.engine.all()).isEmpty();
        assertThat(bench.engine.record("shop")).isEmpty();
    }

    @Test
    void whatCannotBeWrittenDownLeavesTheOldWish() {
        bench.up(shop);
        bench.engine.failing("remember shop");

        assertThatThrownBy(() -> bench.command("shop", c -> c.stop(List.of("web"), Optional.empty())))
                .hasMessageContaining("remember shop failed on purpose");
        bench.advance(Duration.ofMinutes(1));

        assertThat(bench.engine.running()).containsExactly("db-1", "web-1");
    }

    @Test
    void downNeedsNoRecordToBeWritten() {
        bench.up(shop);
        bench.engine.failing("remember shop");

        bench.down("shop", DownOptions.DEFAULT);
        bench.advance(Duration.ofMinutes(1));

        assertThat(bench.engine.all()).isEmpty();
        assertThat(bench.engine.record("shop")).isEmpty();
    }
}
