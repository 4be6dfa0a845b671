package io.jstack.tests;

import static io.jstack.tests.scenario.Acts.jstack;
import static io.jstack.tests.scenario.Acts.killBehindOurBack;
import static io.jstack.tests.scenario.Acts.killTogetherWithTheEngine;
import static io.jstack.tests.scenario.Checks.answers;
import static io.jstack.tests.scenario.Checks.eventCount;
import static io.jstack.tests.scenario.Checks.eventsInOrder;
import static io.jstack.tests.scenario.Checks.eventually;
import static io.jstack.tests.scenario.Checks.nothingToDo;
import static io.jstack.tests.scenario.Checks.restartedInPlace;
import static io.jstack.tests.scenario.Checks.running;
import static io.jstack.tests.scenario.Checks.untouched;

import io.jstack.tests.scenario.CleanHost;
import io.jstack.tests.scenario.Scenario;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Order holds on every road, and who shares a network keeps it. */
@Tag("root")
@ExtendWith(CleanHost.class)
class OrderScenarioTest {
    @Test
    void whoFollowsFollowsOnceAndWhoSharesANetworkKeepsIt() {
        up("a restart is followed once, and costs nobody else a socket")
                .step(
                        "restart by command",
                        jstack("restart", "base"),
                        restartedInPlace("base"),
                        eventually(restartedInPlace("follower")),
                        untouched("side"),
                        untouched("last"),
                        eventually(answers("http://127.0.0.1:${SIDE}/", "side")),
                        eventually(answers("http://127.0.0.1:${PORT}/", "base")),
                        eventually(nothingToDo()),
                        eventCount(1, " start.*order-follower-1"))
                .step(
                        "restart after a crash",
                        killBehindOurBack("base"),
                        eventually(restartedInPlace("base")),
                        eventually(restartedInPlace("follower")),
                        untouched("side"),
                        untouched("last"),
                        eventually(answers("http://127.0.0.1:${SIDE}/", "side")),
                        eventually(answers("http://127.0.0.1:${PORT}/", "base")),
                        eventually(nothingToDo()),
                        eventCount(1, " restart.*order-follower-1"))
                .step(
                        "recreated, it takes who shares its network along",
                        jstack("up", "-d", "--force-recreate", "--no-deps", "base"),
                        eventually(answers("http://127.0.0.1:${SIDE}/", "side")),
                        eventually(answers("http://127.0.0.1:${PORT}/", "base")),
                        eventually(nothingToDo()),
                        untouched("last"));
    }

    @Test
    void afterTheEnginesDeathTheOrderIsTheSame() {
        up("an engine that comes back starts what ended meanwhile in order")
                .step(
                        "engine and dependency are killed together",
                        killTogetherWithTheEngine("base"),
                        eventually(answers("http://127.0.0.1:${PORT}/", "base")),
                        eventually(answers("http://127.0.0.1:${SIDE}/", "side")),
                        eventually(nothingToDo()),
                        running("follower", 1),
                        untouched("last"));
    }

    private static Scenario up(String duty) {
        return Scenario.of("order", duty)
                .withFreePort("PORT")
                .withFreePort("SIDE")
                .step(
                        "up",
                        jstack("up", "-d", "--wait"),
                        answers("http://127.0.0.1:${PORT}/", "base"),
                        answers("http://127.0.0.1:${SIDE}/", "side"),
                        eventsInOrder(
                                "start.*order-base-1",
                                "health_status order-base-1.*=healthy",
                                "start.*order-follower-1",
                                "start.*order-last-1"));
    }
}
