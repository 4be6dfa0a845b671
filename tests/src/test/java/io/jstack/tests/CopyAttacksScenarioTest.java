package io.jstack.tests;

import static io.jstack.tests.scenario.Acts.jstack;
import static io.jstack.tests.scenario.Acts.script;
import static io.jstack.tests.scenario.Checks.answersIn;
import static io.jstack.tests.scenario.Checks.eventually;
import static io.jstack.tests.scenario.Checks.failsInside;
import static io.jstack.tests.scenario.Checks.host;
import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.tests.scenario.CleanHost;
import io.jstack.tests.scenario.Scenario;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Files are copied by the engine's own code, which never becomes the container: names that change meanwhile are {@link RacesTest}'s. */
@Tag("root")
@ExtendWith(CleanHost.class)
class CopyAttacksScenarioTest {
    /** CVE-2019-14271: a helper loaded the container's libraries. CVE-2026-41567: it ran the container's decompressor. */
    @Test
    void copyingRunsAndLoadsNothingOfTheContainer() {
        Scenario.of("copy-attacks", "copying must run no program and load no library of the container")
                .step("up", jstack("up", "-d"), eventually(answersIn("box", "mine", "cat", "/etc/mine")))
                .step(
                        "in",
                        script("echo given >given; $JSTACK cp given box:/given"),
                        answersIn("box", "given", "cat", "/given"))
                .step("out", script("$JSTACK cp box:/etc/mine out; grep -q mine out"))
                .step("a tar", script("tar -c given | $JSTACK cp - box:/tmp || $JSTACK cp given box:/tmp/given"))
                .step(
                        "compressed, whether it is taken or refused",
                        script("for by in gzip xz bzip2; do tar -c given | $by | $JSTACK cp - box:/tmp || true; done"))
                .then("nothing of it ran", failsInside("box", "No such file", "busybox", "ls", "/ran"))
                .then("and nothing is loaded", host(maps -> assertThat(maps).isEmpty(), "sh", "-ec", """
                        pid=$($JSTACK engine status | sed -n 's/^pid: *//p')
                        grep -q libjvm /proc/$pid/maps
                        awk '$2 ~ /x/ {print $6}' /proc/$pid/maps | grep "/$JSTACK_INSTANCE/" | grep -v "/$JSTACK_INSTANCE/java/" || true
                        """));
    }
}
