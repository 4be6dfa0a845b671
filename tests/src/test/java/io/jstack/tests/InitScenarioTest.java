package io.jstack.tests;

import static io.jstack.tests.scenario.Acts.jstack;
import static io.jstack.tests.scenario.Acts.jstackPrints;
import static io.jstack.tests.scenario.Checks.eventually;
import static io.jstack.tests.scenario.Checks.exited;
import static io.jstack.tests.scenario.Checks.inside;
import static io.jstack.tests.scenario.Checks.logged;
import static io.jstack.tests.scenario.Checks.nothingToDo;
import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.tests.scenario.Check;
import io.jstack.tests.scenario.CleanHost;
import io.jstack.tests.scenario.Scenario;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What {@code init: true} puts before a service's program. */
@Tag("root")
@ExtendWith(CleanHost.class)
class InitScenarioTest {
    @Test
    void anInitReapsOrphansAndHandsSignalsOn() {
        Scenario.of("init", "an init must reap orphans and hand on signals, and be no part of what the program is")
                .step("up", jstack("up", "-d"))
                .then(
                        "an orphan that ended is gone where there is an init, and a zombie where there is none",
                        eventually(logged("reaped", "orphan done")),
                        eventually(zombies("reaped", 0)),
                        eventually(logged("unreaped", "orphan done")),
                        eventually(zombies("unreaped", 1)))
                .then(
                        "it is process 1, and cannot be written to",
                        inside(
                                "reaped",
                                text -> assertThat(text)
                                        .startsWith("/sbin/docker-init\n--\nsh\n")
                                        .endsWith("kept\n"),
                                "sh",
                                "-c",
                                "tr '\\0' '\\n' </proc/1/cmdline; echo x 2>/dev/null >/sbin/docker-init || echo kept"))
                .step(
                        "inspected",
                        jstackPrints(
                                said -> assertThat(said.strip()).isEqualTo("sh -c true"),
                                "container",
                                "inspect",
                                "-f",
                                "{{.Path}} {{index .Args 0}} {{.HostConfig.Init}}",
                                "init-reaped-1"))
                .then("nothing is planned", nothingToDo())
                .step("stop", jstack("stop", "asked"), eventually(logged("asked", "asked to end")), exited("asked", 7));
    }

    private static Check zombies(String service, int count) {
        return inside(
                service,
                text -> assertThat(text.strip()).isEqualTo(Integer.toString(count)),
                "sh",
                "-c",
                "cat /proc/[0-9]*/status | grep -c '^State:.*Z' || true");
    }
}
