package io.jstack.orchestrator.plan;

import static io.jstack.orchestrator.ServiceBuilder.service;
import static io.jstack.orchestrator.ServiceBuilder.stack;
import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.orchestrator.Drift;
import io.jstack.orchestrator.Engine.AnonymousVolumes;
import io.jstack.orchestrator.Engine.ImageWhen;
import io.jstack.orchestrator.Health;
import io.jstack.orchestrator.ImageFacts;
import io.jstack.orchestrator.Observed;
import io.jstack.orchestrator.Observed.State;
import io.jstack.orchestrator.UpOptions.Orphans;
import io.jstack.orchestrator.UpOptions.Recreate;
import io.jstack.orchestrator.UpOptions.Start;
import io.jstack.orchestrator.model.Dependency;
import io.jstack.orchestrator.model.Dependency.Condition;
import io.jstack.orchestrator.model.Lifecycle.UpdateConfig.FailureAction;
import io.jstack.orchestrator.model.Lifecycle.UpdateConfig.Order;
import io.jstack.orchestrator.model.Network;
import io.jstack.orchestrator.model.Stack;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What {@code up} plans; {@link LoopPlanTest} has what the loop plans. */
class ReconcilerTest {
    private final Stack shop = stack(
            "shop",
            service("db").on("back").volume("data", "/var/lib/db"),
            service("web").on("back").dependsOn("db", Condition.STARTED).port(8080, 80));

    private static String up(Stack stack, Observed observed) {
        return Reconciler.plan(stack, observed, Wishes.up(stack, Map.of())).toString();
    }

    @Test
    void whatOnlyAPersonCanPutRightIsAskedAndTouchesNothing() {
        Observed running = Pictures.running(shop);
        Observed seen = Pictures.of(
                shop,
                running.containers().stream()
                        .map(c -> Pictures.drifting(c, Drift.Repair.ASK))
                        .toArray(Observed.OfContainer[]::new));
        Plan plan = Reconciler.plan(
                shop, seen, Wishes.keep(shop.services().keySet(), Set.of(), Set.of(), Map.of(), Map.of()));
        assertThat(plan.steps()).isEmpty();
        assertThat(plan.questions()).hasSize(running.containers().size());
    }

    @Test
    void aServiceThatFollowsItsImagesNameIsMadeAnewWhenTheNameMoved() {
        Map<String, Wishes.Image> moved =
                Map.of("web", new Wishes.Image.Present(new ImageFacts("sha256:other", Optional.empty())));
        assertThat(Reconciler.plan(
                                shop,
                                Pictures.running(shop),
                                Wishes.keep(shop.services().keySet(), Set.of(), Set.of(), Map.of(), moved))
                        .toString())
                .isEqualTo("#1 recreate web-1 (image changed)\n");
    }

    @Test
    void everythingIsMadeAndStartedInOrder() {
        assertThat(up(shop, Observed.nothing("shop"))).isEqualTo("""
                #1 create volume data (not found)
                #2 create network back (not found)
                #3 create db-1 (not found) after #1, #2
                #4 start db-1 (not found) after #1, #2, #3
                #5 create web-1 (not found) after #2
                #6 start web-1 (not found) after #2, #4, #5
                """);
    }

    @Test
    void aContainerIsMadeAfterThoseWhoseVolumesItShares() {
        Stack stack = stack(
                "shop",
                service("data").anonymousVolume("/data"),
                service("backup").dependsOn("data", Condition.STARTED).volumesFrom("data"));

        assertThat(up(stack, Observed.nothing("shop"))).isEqualTo("""
                #1 create data-1 (not found)
                #2 start data-1 (not found) after #1
                #3 create backup-1 (not found) after #1
                #4 start backup-1 (not found) after #1, #2, #3
                """);
    }

    @Test
    void nothingIsPlannedWhenAllIsAsAsked() {
        assertThat(up(shop, Pictures.running(shop))).isEmpty();
        assertThat(LoopPlanTest.keep(shop, Pictures.running(shop))).isEmpty();
    }

    @Test
    void conditionsAreWaitedFor() {
        Stack stack = stack(
                "shop",
                service("db").healthcheck(Duration.ofSeconds(1), 3, Duration.ZERO),
                service("migrate").dependsOn("db", Condition.HEALTHY),
                service("web")
                        .dependsOn("db", Condition.HEALTHY)
                        .dependsOn("migrate", Condition.COMPLETED_SUCCESSFULLY));

        assertThat(up(stack, Observed.nothing("shop"))).isEqualTo("""
                #1 create db-1 (not found)
                #2 start db-1 (not found) after #1
                #3 wait for db to be healthy (for migrate) after #2
                #4 create migrate-1 (not found)
                #5 start migrate-1 (not found) after #3, #4
                #6 wait for migrate to be completed successfully (for web) after #5
                #7 create web-1 (not found)
                #8 start web-1 (not found) after #3, #6, #7
                """);
    }

    @Test
    void aDependencyThatIsNotRequiredIsOnlyWaitedFor() {
        Stack stack = stack(
                "shop", service("db"), service("web").dependsOn(new Dependency("db", Condition.HEALTHY, false, false)));

        assertThat(up(stack, Observed.nothing("shop"))).endsWith("""
                #5 start web-1 (not found) after #3 ended, #4
                """);
    }

    @Test
    void aChangedServiceIsRecreatedAndSaysWhatChanged() {
        Observed observed = Pictures.running(shop);
        Stack changed = stack(
                "shop",
                service("db").on("back").volume("data", "/var/lib/db"),
                service("web").on("back").after("db").port(9090, 80).command("serve"));
        Wishes wishes = withBefore(Wishes.up(changed, Map.of()), shop);

        assertThat(Reconciler.plan(changed, observed, wishes)).hasToString("""
                #1 recreate web-1 (command, ports changed)
                """);
    }

    @Test
    void aChangedImageRecreatesOnlyItsUsers() {
        Stack stack = stack("shop", service("db").image("postgres"), service("web"));
        Observed observed = Pictures.running(stack);

        assertThat(Reconciler.plan(
                        stack,
                        observed,
                        Wishes.up(stack, Map.of("db", present("sha256:other"), "web", present("sha256:busybox")))))
                .hasToString("""
                #1 recreate db-1 (image changed)
                """);
    }

    @Test
    void aMissingImageIsGotBeforeItsContainerIsMade() {
        Stack stack = stack("shop", service("web"));

        assertThat(Reconciler.plan(
                        stack,
                        Observed.nothing("shop"),
                        Wishes.up(stack, Map.of("web", new Wishes.Image.Wanted(ImageWhen.MISSING)))))
                .hasToString("""
                #1 pull image busybox (for web)
                #2 create web-1 (not found) after #1
                #3 start web-1 (not found) after #1, #2
                """);
    }

    @Test
    void aChangedNetworkIsReplacedWhenNothingRunsInItAnyMore() {
        Observed observed = Pictures.running(shop);
        Map<String, Network> networks = new LinkedHashMap<>(shop.networks());
        networks.compute(
                "back",
                (k, n) -> new Network(
                        "back",
                        "shop_back",
                        false,
                        true,
                        false,
                        Optional.empty(),
                        Map.of(),
                        List.of(),
                        false,
                        Map.of()));
        Stack changed = new Stack(
                shop.project(),
                shop.directory(),
                shop.files(),
                shop.services(),
                shop.disabled(),
                networks,
                shop.volumes(),
                Map.of(),
                Map.of(),
                shop.extension());

        assertThat(up(changed, observed)).isEqualTo("""
                #1 stop db-1 (network back changed)
                #2 stop web-1 (network back changed)
                #3 recreate network back (configuration changed) after #1, #2
                #4 recreate db-1 (network back changed) after #1, #3
                #5 recreate web-1 (network back changed) after #1, #2, #3, #4
                """);
    }

    @Test
    void surplusReplicasAndOrphansGo() {
        Observed observed = Pictures.running(stack("shop", service("web").replicas(3), service("old")));
        Stack stack = stack("shop", service("web"));

        assertThat(up(stack, observed)).isEqualTo("""
                #1 remove web-2 (scaled to 1)
                #2 remove web-3 (scaled to 1)
                warning: found orphan containers (shop-old-1) for this project; --remove-orphans removes them
                """);
        assertThat(Reconciler.plan(stack, observed, with(Wishes.up(stack, Map.of()), Orphans.REMOVE)))
                .hasToString("""
                #1 remove old-1 (orphan)
                #2 remove web-2 (scaled to 1)
                #3 remove web-3 (scaled to 1)
                """);
    }

    @Test
    void aPortThatMovesBetweenServicesIsLetGoFirst() {
        Observed observed = Pictures.running(
                stack("shop", service("a").port(80, 80), service("b").port(81, 80)));
        Stack swapped = stack("shop", service("a").port(81, 80), service("b").port(80, 80));

        assertThat(up(swapped, observed)).isEqualTo("""
                #1 stop b-1 (port 81/tcp goes to a-1)
                #2 stop a-1 (port 80/tcp goes to b-1)
                #3 recreate a-1 (configuration changed) after #1, #2
                #4 recreate b-1 (configuration changed) after #1, #2
                """);
    }

    @Test
    void aFixedAddressThatMovesIsLetGoFirst() {
        Observed observed = Pictures.running(
                stack("shop", service("a").on("back", "10.64.0.9"), service("b").on("back", "10.64.0.10")));
        Stack moved = stack("shop", service("a").on("back"), service("b").on("back", "10.64.0.9"));

        assertThat(up(moved, observed)).isEqualTo("""
                #1 stop a-1 (address 10.64.0.9 of shop_back goes to b-1)
                #2 recreate a-1 (configuration changed) after #1
                #3 recreate b-1 (configuration changed) after #1
                """);
    }

    @Test
    void whoSharesANamespaceIsRecreatedWithItsOwner() {
        Stack before = stack("shop", service("vpn"), service("web").inNamespaceOf("vpn"));
        Stack after =
                stack("shop", service("vpn").command("other"), service("web").inNamespaceOf("vpn"));

        assertThat(up(after, Pictures.running(before))).isEqualTo("""
                #1 recreate vpn-1 (configuration changed)
                #2 recreate web-1 (vpn is recreated) after #1
                """);
        assertThat(up(after, Pictures.running(after))).isEmpty();
    }

    @Test
    void dependantsThatWishSoAreRestartedAfterTheirDependencyAndOthersAreNot() {
        Stack before = stack(
                "shop",
                service("db"),
                service("web").dependsOn(new Dependency("db", Condition.STARTED, true, true)),
                service("mail").after("db"));
        Stack after = stack(
                "shop",
                service("db").command("other"),
                service("web").dependsOn(new Dependency("db", Condition.STARTED, true, true)),
                service("mail").after("db"));

        assertThat(up(after, Pictures.running(before))).isEqualTo("""
                #1 recreate db-1 (configuration changed)
                #2 restart web-1 (db is recreated) after #1
                """);
    }

    @Test
    void forcedNeverAndCreateOnly() {
        Observed observed = Pictures.running(shop);
        Stack changed = stack(
                "shop",
                service("db").on("back").volume("data", "/var/lib/db").command("other"),
                service("web").on("back").after("db").port(8080, 80));

        assertThat(Reconciler.plan(shop, observed, with(Wishes.up(shop, Map.of()), Recreate.ALL)))
                .hasToString("""
                #1 recreate db-1 (forced)
                #2 recreate web-1 (forced) after #1
                """);
        assertThat(Reconciler.plan(changed, observed, with(Wishes.up(changed, Map.of()), Recreate.NONE))
                        .isEmpty())
                .isTrue();
        assertThat(Reconciler.plan(
                        stack("shop", service("web")),
                        Observed.nothing("shop"),
                        with(Wishes.up(stack("shop", service("web")), Map.of()), Start.LATER)))
                .hasToString("""
                #1 create web-1 (not found)
                """);
    }

    @Test
    void replicasAreReplacedInWindowsOfTheGivenWidth() {
        Stack before = stack("shop", service("web").replicas(4).parallelism(2));
        Stack after = stack("shop", service("web").replicas(4).parallelism(2).command("other"));

        assertThat(up(after, Pictures.running(before))).isEqualTo("""
                #1 recreate web-1 (configuration changed)
                #2 recreate web-2 (configuration changed)
                #3 recreate web-3 (configuration changed) after #1 ended
                #4 recreate web-4 (configuration changed) after #2 ended
                """);
    }

    @Test
    void whatAnInterruptedRecreateLeftIsCleared() {
        Stack after = stack("shop", service("web").command("other"));
        Observed old = Pictures.running(stack("shop", service("web")));
        Observed.OfContainer fresh = Pictures.container(after, "web", 1, State.CREATED, "f");
        Observed observed = new Observed(
                "shop", Map.of(), Map.of(), List.of(old.containers().get(0), fresh));

        assertThat(up(after, observed)).isEqualTo("""
                #1 remove web-1 (left over from an interrupted recreate)
                #2 start web-1 (not started) after #1
                """);
    }

    /** The engine was killed in the middle of a start-first update. */
    @Test
    void theOldContainerServesUntilTheNewOneIsHealthy() {
        Stack after = stack("shop", service("web").command("other").update(Order.START_FIRST, 1, FailureAction.PAUSE));
        Observed.OfContainer old =
                Pictures.running(stack("shop", service("web"))).containers().get(0);
        Observed.OfContainer fresh = Pictures.container(after, "web", 1, State.RUNNING, "f");

        assertThat(up(after, Pictures.of(after, old, fresh.withHealth(Health.STARTING))))
                .isEmpty();
        assertThat(up(after, Pictures.of(after, old, fresh.withHealth(Health.HEALTHY))))
                .isEqualTo("""
                #1 remove web-1 (left over from an interrupted recreate)
                """);
    }

    @Test
    void aVolumeMadeOtherwiseIsAQuestionAndNeverAnAction() {
        Observed observed = Pictures.running(shop);
        Observed otherwise = new Observed(
                "shop",
                observed.networks(),
                Map.of("shop_data", new Observed.OfVolume("shop_data", Optional.of("other"), List.of())),
                observed.containers());

        assertThat(up(shop, otherwise)).isEqualTo("""
                question: volume shop_data was made with other options; it stays as it is, since making it anew loses its data
                """);
    }

    private static Wishes.Image present(String id) {
        return new Wishes.Image.Present(new ImageFacts(id, Optional.empty()));
    }

    private static Wishes withBefore(Wishes w, Stack before) {
        return new Wishes(
                w.mode(),
                w.services(),
                w.recreate(),
                w.recreateAlways(),
                w.anonymousVolumes(),
                w.orphans(),
                w.start(),
                w.dependencies(),
                w.images(),
                w.stopped(),
                w.resting(),
                w.done(),
                Optional.of(before));
    }

    private static Wishes with(Wishes w, Orphans orphans) {
        return new Wishes(
                w.mode(),
                w.services(),
                w.recreate(),
                w.recreateAlways(),
                w.anonymousVolumes(),
                orphans,
                w.start(),
                w.dependencies(),
                w.images(),
                w.stopped(),
                w.resting(),
                w.done(),
                w.before());
    }

    private static Wishes with(Wishes w, Recreate recreate) {
        return new Wishes(
                w.mode(),
                w.services(),
                recreate,
                w.recreateAlways(),
                AnonymousVolumes.KEEP,
                w.orphans(),
                w.start(),
                w.dependencies(),
                w.images(),
                w.stopped(),
                w.resting(),
                w.done(),
                w.before());
    }

    private static Wishes with(Wishes w, Start start) {
        return new Wishes(
                w.mode(),
                w.services(),
                w.recreate(),
                w.recreateAlways(),
                w.anonymousVolumes(),
                w.orphans(),
                start,
                w.dependencies(),
                w.images(),
                w.stopped(),
                w.resting(),
                w.done(),
                w.before());
    }
}
