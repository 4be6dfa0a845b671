package io.jstack.tests;

import static io.jstack.tests.scenario.Acts.fillTheDisk;
import static io.jstack.tests.scenario.Acts.freeTheDisk;
import static io.jstack.tests.scenario.Acts.jstack;
import static io.jstack.tests.scenario.Acts.jstackPrints;
import static io.jstack.tests.scenario.Acts.jstackRefuses;
import static io.jstack.tests.scenario.Acts.killBehindOurBack;
import static io.jstack.tests.scenario.Acts.run;
import static io.jstack.tests.scenario.Checks.absent;
import static io.jstack.tests.scenario.Checks.eventually;
import static io.jstack.tests.scenario.Checks.restartedInPlace;
import static io.jstack.tests.scenario.Checks.running;
import static io.jstack.tests.scenario.Checks.untouched;
import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.tests.scenario.Scenario;
import io.jstack.tests.scenario.SmallDisk;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The disk of the engine's state has no byte left. */
@Tag("root")
@ExtendWith(SmallDisk.class)
class FullDiskScenarioTest {
    @Test
    void whatNeedsRoomIsRefusedAndWhatRunsRunsOn() {
        full("a full disk must be named, must stop nothing that runs, and must leave nothing half-made")
                .step(
                        "another project is refused",
                        jstackRefuses(
                                1,
                                List.of("disk-full: cannot write ", "/projects/other/stack.json", "try: "),
                                "-p",
                                "other",
                                "up",
                                "-d"),
                        untouched("web"))
                .step(
                        "no project of that name is left",
                        jstackPrints(names -> assertThat(names).isEqualTo("full\n"), "ls", "-a", "-q"))
                .step(
                        "a build is refused",
                        jstackRefuses(
                                1, List.of("disk-full: ", "try: "), "-f", "build.yaml", "-p", "built", "up", "-d"))
                .step("an import is refused", run("tar", "-cf", "root.tar", "-C", "/bin", "busybox"), running("web", 1))
                .step(
                        "import",
                        jstackRefuses(
                                1,
                                List.of("disk-full: cannot import full:1: no space left", "/images", "try: "),
                                "import",
                                "root.tar",
                                "full:1"))
                .step(
                        "a container is not replaced",
                        jstackRefuses(
                                1,
                                List.of("disk-full: cannot write ", "/container.json", "try: "),
                                "up",
                                "-d",
                                "--force-recreate"),
                        untouched("web"))
                .step(
                        "and bears its own name still",
                        jstackPrints(name -> assertThat(name).isEqualTo("full-web-1\n"), "ps", "--format", "{{.Name}}"))
                .step(
                        "stop is refused, since nobody would know of it after a reboot",
                        jstackRefuses(1, List.of("disk-full: cannot write ", "/stack.json", "try: "), "stop"),
                        untouched("web"))
                .step(
                        "a process that is killed is started again",
                        killBehindOurBack("web"),
                        eventually(restartedInPlace("web")));
    }

    @Test
    void downWorksAndAfterwardsThereIsRoomAgain() {
        full("a full disk must not keep a stack from going down, nor from coming up when there is room again")
                .step("down", jstack("down", "-v", "-t", "1"), absent("web"))
                .step("nothing is left", jstackPrints(names -> assertThat(names).isEmpty(), "ls", "-a", "-q"))
                .step("room", freeTheDisk())
                .step("up", jstack("up", "-d"), running("web", 1));
    }

    private static Scenario full(String duty) {
        return Scenario.of("full-disk", duty)
                .step("up", jstack("up", "-d"), running("web", 1))
                .step("no room", fillTheDisk());
    }
}
