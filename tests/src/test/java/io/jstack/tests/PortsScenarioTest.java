package io.jstack.tests;

import static io.jstack.tests.scenario.Acts.jstack;
import static io.jstack.tests.scenario.Acts.jstackRefuses;
import static io.jstack.tests.scenario.Checks.absent;
import static io.jstack.tests.scenario.Checks.answers;
import static io.jstack.tests.scenario.Checks.answersAt;
import static io.jstack.tests.scenario.Checks.answersByName;
import static io.jstack.tests.scenario.Checks.eventually;
import static io.jstack.tests.scenario.Checks.published;

import io.jstack.tests.scenario.CleanHost;
import io.jstack.tests.scenario.Scenario;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("root")
@ExtendWith(CleanHost.class)
class PortsScenarioTest {
    @Test
    void aPublishedPortAnswersByEveryRoad() throws IOException {
        String address = hostAddress();
        Scenario.of("ports", "a published port must answer on every address it is published on")
                .withFreePort("ANYWHERE")
                .withFreePort("LOOPBACK")
                .with("HOST", address)
                .step("up", jstack("up", "-d"), eventually(answers("http://127.0.0.1:${ANYWHERE}/", "web")))
                .then("via ::1", answers("http://[::1]:${ANYWHERE}/", "web"))
                .then("via the host's own address", answers("http://${HOST}:${ANYWHERE}/", "web"))
                .then("on 127.0.0.1 alone", answers("http://127.0.0.1:${LOOPBACK}/", "web"))
                .then("from another container, by name", answersByName("client", "web", "web"))
                .then(
                        "from another container, by the host's address",
                        answersAt("client", "${HOST} ${ANYWHERE}", "web"))
                .then(
                        "from the container itself, by the host's address",
                        answersAt("web", "${HOST} ${ANYWHERE}", "web"))
                .then("a host port is chosen where none is given", published("web", 80, 49153, 65535));
    }

    /** moby#20486: "port is already allocated", and nobody says by whom. */
    @Test
    void aTakenPortIsNoticedBeforeAnythingIsMadeAndItsHolderNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Scenario.of("ports-taken", "a port conflict must name the holder, and leave nothing half-made")
                    .with("TAKEN", Integer.toString(taken.getLocalPort()))
                    .step(
                            "up is refused",
                            jstackRefuses(
                                    1,
                                    List.of(
                                            "stack.yaml:12:13: port-in-use: ",
                                            "127.0.0.1:${TAKEN}",
                                            "second",
                                            "pid " + ProcessHandle.current().pid(),
                                            "try:"),
                                    "up",
                                    "-d"),
                            absent("first"),
                            absent("second"));
        }
    }

    /** The address a packet to the outside would leave from; nothing is sent. */
    private static String hostAddress() throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1}), 9);
            return socket.getLocalAddress().getHostAddress();
        }
    }
}
