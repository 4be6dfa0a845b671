package io.jstack.tests;

import static io.jstack.tests.scenario.Acts.run;
import static io.jstack.tests.scenario.Checks.answersIn;
import static io.jstack.tests.scenario.Checks.eventually;
import static io.jstack.tests.scenario.Checks.failsInside;
import static io.jstack.tests.scenario.Checks.host;
import static io.jstack.tests.scenario.Checks.recreated;
import static io.jstack.tests.scenario.Checks.restartedInPlace;
import static io.jstack.tests.scenario.Checks.untouched;
import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.tests.scenario.Act;
import io.jstack.tests.scenario.CleanHost;
import io.jstack.tests.scenario.Scenario;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code develop.watch}. */
@Tag("root")
@ExtendWith(CleanHost.class)
class WatchScenarioTest {
    @Test
    void changedFilesGoWhereTheirRulesSay() {
        Scenario.of("watch", "a changed file must be synced, or its service restarted or rebuilt, as its rules say")
                .step(
                        "watch",
                        inBackground("watch"),
                        eventually(watching()),
                        answersIn("synced", "one", "cat", "/app/one.txt"))
                .step(
                        "files made, changed, ignored and removed",
                        run(
                                "sh",
                                "-c",
                                "mkdir -p src/deep/er; echo d >src/deep/er/f; echo l >src/a.log; echo k >src/keep.log;"
                                        + " echo two >src/two.txt; rm src/one.txt"),
                        eventually(answersIn("synced", "two", "cat", "/app/two.txt")),
                        eventually(answersIn("synced", "d", "cat", "/app/deep/er/f")),
                        eventually(failsInside("synced", "", "ls", "/app/one.txt")),
                        answersIn("synced", "k", "cat", "/app/keep.log"),
                        failsInside("synced", "", "ls", "/app/a.log"),
                        eventually(answersIn("told", "two", "cat", "/told")),
                        failsInside("told", "", "ls", "/app/keep.log"),
                        untouched("synced"),
                        untouched("restarted"))
                .step(
                        "files that restart",
                        run("sh", "-c", "echo c2 >src/conf/c; echo o2 >src/only"),
                        eventually(restartedInPlace("restarted")),
                        eventually(restartedInPlace("only")),
                        answersIn("restarted", "c2", "cat", "/etc/conf/c"),
                        untouched("told"))
                .step(
                        "a file that rebuilds",
                        run("sh", "-c", "echo main2 >src/main.c"),
                        eventually(recreated("built")),
                        eventually(answersIn("built", "main2", "cat", "/main.c")))
                .step("the end of watching", end())
                .step("up --watch", inBackground("up --watch"), eventually(watching()))
                .step(
                        "another change",
                        run("sh", "-c", "echo three >src/three.txt"),
                        eventually(answersIn("synced", "three", "cat", "/app/three.txt")))
                .step("its end", end());
    }

    private static Act inBackground(String words) {
        return run("sh", "-c", "\"$JSTACK\" " + words + " >watch.log 2>&1 </dev/null & echo $! >watch.pid");
    }

    private static io.jstack.tests.scenario.Check watching() {
        return host(log -> assertThat(log).contains("Watch enabled"), "cat", "watch.log");
    }

    private static Act end() {
        return run("sh", "-c", "kill $(cat watch.pid)");
    }
}
