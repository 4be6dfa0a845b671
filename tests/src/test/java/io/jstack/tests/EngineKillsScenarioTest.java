package io.jstack.tests;

import static io.jstack.tests.scenario.Acts.jstack;
import static io.jstack.tests.scenario.Acts.killBehindOurBack;
import static io.jstack.tests.scenario.Checks.answers;
import static io.jstack.tests.scenario.Checks.eventually;
import static io.jstack.tests.scenario.Checks.nothingToDo;
import static io.jstack.tests.scenario.Checks.restartedInPlace;
import static io.jstack.tests.scenario.Checks.running;
import static io.jstack.tests.scenario.Checks.untouched;
import static io.jstack.tests.scenario.Checks.wholeLog;
import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.tests.scenario.CleanHost;
import io.jstack.tests.scenario.EngineKills;
import io.jstack.tests.scenario.Requests;
import io.jstack.tests.scenario.Scenario;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The engine dies, and nobody who uses what it runs can tell. */
@Tag("root")
@ExtendWith(CleanHost.class)
class EngineKillsScenarioTest {
    @Test
    void threeKillsOfTheEngineLoseNoRequestAndNoLine() throws IOException {
        nobodyNotices(3, 300);
    }

    @Test
    @Tag("long")
    void twentyKillsOfTheEngineLoseNoRequestAndNoLine() throws IOException {
        nobodyNotices(20, 4000);
    }

    private static void nobodyNotices(int count, int requestsAtLeast) throws IOException {
        EngineKills kills = EngineKills.times(count);
        Scenario scenario = Scenario.of("engine-kills", "a killed engine must come back, and nobody must notice")
                .withFreePort("PORT")
                .step(
                        "up",
                        jstack("up", "-d"),
                        running("web", 1),
                        eventually(answers("http://127.0.0.1:${PORT}/", "web")));
        int port = Integer.parseInt(scenario.variable("PORT"));
        try (Requests requests = Requests.begin(
                "web",
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                new InetSocketAddress(hostAddress(), port))) {
            scenario.step(
                            count + " kills",
                            kills,
                            eventually(untouched("web")),
                            untouched("writer"),
                            kills.samePacketFilter(),
                            eventually(nothingToDo()))
                    .then("no request failed", requests.allAnswered(requestsAtLeast));
        }
        scenario.step(
                        "the writer is told to stop",
                        jstack("exec", "-T", "writer", "touch", "/stop"),
                        eventually(wholeLog("writer", EngineKillsScenarioTest::countsToItsEnd)))
                .step("what was adopted is watched", killBehindOurBack("web"), eventually(restartedInPlace("web")));
    }

    /** 1, 2, 3 … and {@code end}, each once and in order. */
    private static void countsToItsEnd(String log) {
        List<String> lines = log.lines().toList();
        int last = lines.size() - 1;
        assertThat(last).isGreaterThan(1000);
        assertThat(lines.get(last)).isEqualTo("end");
        assertThat(lines.subList(0, last))
                .isEqualTo(IntStream.rangeClosed(1, last)
                        .mapToObj(Integer::toString)
                        .toList());
    }

    /** The address a packet to the outside would leave from; nothing is sent. */
    private static InetAddress hostAddress() throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1}), 9);
            return socket.getLocalAddress();
        }
    }
}
