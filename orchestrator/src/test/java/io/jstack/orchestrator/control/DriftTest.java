package io.jstack.orchestrator.control;

import static io.jstack.orchestrator.ServiceBuilder.service;
import static io.jstack.orchestrator.ServiceBuilder.stack;
import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.orchestrator.Drift;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What changed behind the engine is seen by the next look, and put right. */
class DriftTest {
    private final Bench bench = new Bench();

    @Test
    void hintsThatNeverStopAreLookedAtEverMoreRarelyAndTheFirstAtOnce() {
        bench.settled(stack("shop", service("web")));
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
        bench.settled(stack("shop", service("web").replicas(2)));

        bench.engine.vanish("web-2");
        bench.advance(Duration.ofSeconds(6));

        assertThat(bench.engine.calls()).containsExactly("create web-2", "start web-2");
        assertThat(bench.events("shop")).contains("shop-web-2 destroy: removed behind our back");
    }

    @Test
    void whatCanBeRepairedInPlaceIsRepairedInPlace() {
        bench.settled(stack("shop", service("web"), service("db")));

        bench.engine.drift("web-1", new Drift(Drift.Kind.LINK_GONE, "veth of back is gone", Drift.Repair.IN_PLACE));
        bench.advance(Duration.ofSeconds(6));

        assertThat(bench.engine.calls()).containsExactly("repair web-1 LINK_GONE");
        assertThat(bench.events("shop")).contains("shop-web-1 repair: veth of back is gone");
    }

    @Test
    void aDeletedNetworkIsMadeAgainUnderItsContainers() {
        bench.settled(stack("shop", service("web").on("back")));

        bench.engine.losesNetwork("shop_back");
        bench.advance(Duration.ofSeconds(6));

        assertThat(bench.engine.calls()).containsExactly("network shop_back");
    }

    @Test
    void aQuietProjectOnlyLooks() {
        bench.settled(stack("shop", service("web")));

        bench.advance(Duration.ofMinutes(5));

        assertThat(bench.engine.calls()).isEmpty();
    }

    @Test
    void aRepairThatFailsIsNotTriedEverySecond() {
        bench.settled(stack("shop", service("web").on("back")));
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
        bench.settled(stack("shop", service("web"), service("db")));
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
}
