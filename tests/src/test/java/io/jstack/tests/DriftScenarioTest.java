package io.jstack.tests;

import static io.jstack.tests.scenario.Acts.deleteTheBridges;
import static io.jstack.tests.scenario.Acts.deleteTheTables;
import static io.jstack.tests.scenario.Acts.jstack;
import static io.jstack.tests.scenario.Acts.killBehindOurBack;
import static io.jstack.tests.scenario.Acts.killTheEngine;
import static io.jstack.tests.scenario.Checks.answers;
import static io.jstack.tests.scenario.Checks.answersByName;
import static io.jstack.tests.scenario.Checks.eventually;
import static io.jstack.tests.scenario.Checks.inside;
import static io.jstack.tests.scenario.Checks.nothingToDo;
import static io.jstack.tests.scenario.Checks.restartCount;
import static io.jstack.tests.scenario.Checks.restartedInPlace;
import static io.jstack.tests.scenario.Checks.running;
import static io.jstack.tests.scenario.Checks.untouched;
import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.tests.scenario.Check;
import io.jstack.tests.scenario.CleanHost;
import io.jstack.tests.scenario.Scenario;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("root")
@ExtendWith(CleanHost.class)
class DriftScenarioTest {
    @Test
    void aKilledProcessIsBackInItsContainer() {
        drift("what is killed must run again, alone")
                .step(
                        "kill -9 of front's process",
                        killBehindOurBack("front"),
                        eventually(restartedInPlace("front")),
                        untouched("web"),
                        eventually(answers("http://127.0.0.1:${PORT}/", "front")));
    }

    @Test
    void aDeletedBridgeIsMadeAgainAndEverybodyIsReachable() {
        drift("a bridge deleted behind our back must come back, with all its ports")
                .step(
                        "ip link del",
                        deleteTheBridges(),
                        eventually(answers("http://127.0.0.1:${PORT}/", "front")),
                        eventually(answersByName("front", "web", "here")),
                        eventually(nothingToDo()));
    }

    @Test
    void deletedTablesAreMadeAgainAndPublishedPortsAnswer() {
        drift("nft tables deleted behind our back must come back, with all published ports")
                .step(
                        "nft delete table",
                        deleteTheTables(),
                        eventually(answers("http://127.0.0.1:${PORT}/", "front")),
                        untouched("front"),
                        untouched("web"));
    }

    @Test
    void aReplicaRemovedIsReplaced() {
        drift("a missing replica must be made")
                .step("rm of one replica", jstack("rm", "-s", "-f", "front"), running("web", 3))
                .step("up makes it again", jstack("up", "-d"), running("front", 1), untouched("web"));
    }

    @Test
    void aKilledEngineComesBackAndAdoptsAll() {
        drift("an engine that is killed must come back and find its containers")
                .step(
                        "kill -9 of the engine",
                        killTheEngine(),
                        eventually(answers("http://127.0.0.1:${PORT}/", "front")),
                        eventually(untouched("web")),
                        untouched("front"),
                        nothingToDo())
                .step(
                        "and it still watches them",
                        killBehindOurBack("front"),
                        eventually(restartedInPlace("front")),
                        restartCount("front", 1));
    }

    @Test
    void aRunningContainerLearnsOfReplicasThatComeLaterAndItsEditedNamesAreMadeTrueAgain() {
        drift("a running container must know who is there, whatever becomes of its hosts file")
                .step(
                        "one more web",
                        jstack("up", "-d", "--scale", "web=4"),
                        untouched("front"),
                        eventually(namesOfWeb(4)))
                .step(
                        "somebody edits the names",
                        jstack("exec", "-T", "front", "sh", "-c", "echo 10.9.9.9 web >>/etc/hosts"),
                        eventually(namesOfWeb(4)))
                .then("the same process is still there", untouched("front"));
    }

    /** As many, on one mount, which is read-write as it was. */
    private static Check namesOfWeb(int count) {
        return inside(
                "front",
                text -> assertThat(text).isEqualTo(count + "\n0\n1\n"),
                "sh",
                "-c",
                "awk '$2 == \"web\"' /etc/hosts | wc -l; grep -c 10.9.9.9 /etc/hosts; grep -c ' /etc/hosts rw' /proc/self/mountinfo");
    }

    private static Scenario drift(String duty) {
        return Scenario.of("drift", duty)
                .withFreePort("PORT")
                .step(
                        "up",
                        jstack("up", "-d"),
                        running("web", 3),
                        running("front", 1),
                        eventually(answers("http://127.0.0.1:${PORT}/", "front")));
    }
}
