package io.jstack.tests;

import static io.jstack.tests.scenario.Acts.askBySocket;
import static io.jstack.tests.scenario.Acts.jstack;
import static io.jstack.tests.scenario.Acts.jstackPrints;
import static io.jstack.tests.scenario.Acts.killTheEngine;
import static io.jstack.tests.scenario.Acts.killTogetherWithTheEngine;
import static io.jstack.tests.scenario.Checks.answersBySocket;
import static io.jstack.tests.scenario.Checks.eventually;
import static io.jstack.tests.scenario.Checks.exited;
import static io.jstack.tests.scenario.Checks.nothingDrifted;
import static io.jstack.tests.scenario.Checks.nothingToDo;
import static io.jstack.tests.scenario.Checks.running;
import static io.jstack.tests.scenario.Checks.untouched;
import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.tests.scenario.CleanHost;
import io.jstack.tests.scenario.Scenario;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Docker's API, by the socket as a container sees it. */
@Tag("root")
@ExtendWith(CleanHost.class)
class DockerApiScenarioTest {
    private static final String SOUGHT = "/containers/json?filters=%7B%22label%22%3A%5B%22proxy.enable%22%5D%7D";

    @Test
    void aServiceThatBindsDockersSocketSpeaksToJstack() {
        Scenario.of(
                        "docker-api",
                        "a service that binds Docker's socket must see its neighbours, and may stop them unless it bound it :ro")
                .step(
                        "up",
                        jstack("up", "-d"),
                        running("proxy", 1),
                        answersBySocket("proxy", "/var/run/docker.sock", "/_ping", "OK"),
                        answersBySocket(
                                "proxy", "/looks.sock", "/v1.41" + SOUGHT, "\"Names\":[\"/docker-api-sought-1\"]"),
                        answersBySocket("proxy", "/looks.sock", SOUGHT, "\"PrivatePort\":8080"),
                        answersBySocket(
                                "proxy",
                                "/var/run/docker.sock",
                                "/containers/docker-api-sought-1/json",
                                "\"IPAddress\":\"10."))
                .step(
                        "audit names it",
                        jstackPrints(
                                text -> assertThat(text)
                                        .containsPattern("proxy +5[.]32 +warn .*/docker-ro.sock, .*/docker.sock"),
                                "audit"))
                .step(
                        "who bound it :ro stops nobody",
                        askBySocket("proxy", "/looks.sock", "POST", "/containers/docker-api-sought-1/stop", 403),
                        untouched("sought"))
                .step(
                        "nor who has it by volumes_from: [proxy:ro]",
                        askBySocket(
                                "guest", "/var/run/docker.sock", "POST", "/containers/docker-api-sought-1/stop", 403),
                        untouched("sought"))
                .step(
                        "an engine that is killed goes on at the same socket",
                        killTheEngine(),
                        eventually(answersBySocket("proxy", "/var/run/docker.sock", SOUGHT, "docker-api-sought-1")),
                        answersBySocket("proxy", "/looks.sock", SOUGHT, "docker-api-sought-1"),
                        nothingDrifted(),
                        nothingToDo(),
                        untouched("proxy"))
                .step(
                        "and one that is stopped and started",
                        jstack("engine", "stop"),
                        eventually(answersBySocket("proxy", "/looks.sock", "/_ping", "OK")),
                        untouched("proxy"))
                .step(
                        "nor is one that dies with its container kept from starting",
                        killTogetherWithTheEngine("proxy"),
                        eventually(running("proxy", 1)),
                        eventually(answersBySocket("proxy", "/looks.sock", "/_ping", "OK")),
                        nothingToDo())
                .step(
                        "the other may",
                        askBySocket(
                                "proxy", "/var/run/docker.sock", "POST", "/containers/docker-api-sought-1/stop", 204),
                        exited("sought", 137),
                        untouched("proxy"));
    }
}
