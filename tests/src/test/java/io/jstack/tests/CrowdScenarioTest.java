package io.jstack.tests;

import static io.jstack.tests.scenario.Acts.atOnce;
import static io.jstack.tests.scenario.Acts.jstack;
import static io.jstack.tests.scenario.Checks.eventually;
import static io.jstack.tests.scenario.Checks.host;
import static io.jstack.tests.scenario.Checks.nothingToDo;
import static io.jstack.tests.scenario.Checks.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.tests.scenario.CleanHost;
import io.jstack.tests.scenario.Command;
import io.jstack.tests.scenario.Scenario;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** compose#5240, moby#37698: many commands on one project, and many projects, at the same time. */
@Tag("root")
@ExtendWith(CleanHost.class)
class CrowdScenarioTest {
    @Test
    void commandsOnOneProjectWaitForEachOtherAndSayForWhom() {
        Scenario.of("crowd", "eight commands at once must come one after the other")
                .step("up", jstack("up", "-d"), running("web", 2))
                .step(
                        "eight at once, and nobody takes it down",
                        atOnce(
                                List.of(
                                        "up -d",
                                        "restart",
                                        "up -d --force-recreate",
                                        "up -d --scale web=3",
                                        "restart web",
                                        "stop",
                                        "up -d",
                                        "start"),
                                CrowdScenarioTest::allWell))
                .step("the last may have been the stop", jstack("start"), eventually(running("db", 1)))
                .step(
                        "eight at once, with down among them",
                        atOnce(
                                List.of("up -d", "down", "up -d", "restart", "down", "up -d", "kill", "up -d"),
                                results -> results.forEach(result -> assertThat(result.exitCode())
                                        .as("%s", result)
                                        .matches(code ->
                                                code == 0 || result.errors().contains("is not up")))))
                .step("and one more up", jstack("up", "-d"), running("db", 1), running("web", 2), nothingToDo());
    }

    @Test
    void twentyProjectsComeUpAndGoDownBesideEachOther() {
        Scenario.of("crowd", "projects do not wait for each other")
                .step("up of twenty", atOnce(each("up -d"), CrowdScenarioTest::allSucceed))
                .then(
                        "all of them run",
                        host(text -> assertThat(text.lines()).hasSize(20), "sh", "-ec", "$JSTACK ls -q"))
                .step("down of twenty", atOnce(each("down -v"), CrowdScenarioTest::allSucceed))
                .then("none is left", host(text -> assertThat(text).isBlank(), "sh", "-ec", "$JSTACK ls -a -q"));
    }

    private static List<String> each(String words) {
        return IntStream.range(0, 20)
                .mapToObj(i -> "-p crowd" + i + " " + words)
                .toList();
    }

    private static void allSucceed(List<Command.Result> results) {
        assertThat(results)
                .allSatisfy(
                        result -> assertThat(result.exitCode()).as("%s", result).isZero());
    }

    private static void allWell(List<Command.Result> results) {
        allSucceed(results);
        assertThat(results).anySatisfy(result -> assertThat(result.errors()).contains("Waiting for"));
    }
}
