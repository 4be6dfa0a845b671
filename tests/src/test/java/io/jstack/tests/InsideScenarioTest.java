package io.jstack.tests;

import static io.jstack.tests.scenario.Acts.jstack;
import static io.jstack.tests.scenario.Acts.jstackFails;
import static io.jstack.tests.scenario.Acts.script;
import static io.jstack.tests.scenario.Checks.answersIn;
import static io.jstack.tests.scenario.Checks.eventually;
import static io.jstack.tests.scenario.Checks.failsInside;
import static io.jstack.tests.scenario.Checks.inside;
import static io.jstack.tests.scenario.Checks.running;
import static io.jstack.tests.scenario.Checks.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.tests.scenario.CleanHost;
import io.jstack.tests.scenario.Scenario;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("root")
@ExtendWith(CleanHost.class)
class InsideScenarioTest {
    @Test
    void aContainerSeesItselfAndNothingElse() {
        Scenario.of("inside", "a container must be alone in its namespaces, with default rights")
                .step("up", jstack("up", "-d"), running("box", 1))
                .then(
                        "its first process is number 1, and there are no strangers",
                        inside(
                                "box",
                                table -> assertThat(table.lines().map(String::strip))
                                        .anyMatch(line -> line.matches("1 root .*sleep infinity"))
                                        .noneMatch(line -> line.contains("java") || line.contains("httpd")),
                                "ps"))
                .then(
                        "it was given descriptors 0 to 2 only (CVE-2024-21626)",
                        inside(
                                "box",
                                listing -> assertThat(listing.lines()
                                                .filter(line -> line.contains("->"))
                                                .map(line -> line.replaceAll(".* ([0-9]+) ->.*", "$1")))
                                        .contains("0", "1", "2")
                                        // ls itself has the directory open
                                        .isSubsetOf("0", "1", "2", "3"),
                                "cat",
                                "/fds"))
                .then(
                        "its rights are Docker's default",
                        answersIn("box", "CapInh:\t0000000000000000", "cat", "/proc/1/status"),
                        answersIn("box", "CapEff:\t00000000a80425fb", "cat", "/proc/1/status"),
                        answersIn("box", "CapBnd:\t00000000a80425fb", "cat", "/proc/1/status"),
                        answersIn("box", "Seccomp:\t2", "cat", "/proc/1/status"))
                .then("its host name is its own", answersIn("box", "box", "hostname"))
                .then("it may not mount", failsInside("box", "", "mount", "-t", "tmpfs", "tmpfs", "/tmp"))
                .then(
                        "it may not write to sysctls",
                        failsInside("box", "Read-only", "sh", "-c", "echo 1 >/proc/sys/kernel/panic"));
    }

    @Test
    void whatIsWrittenToTheRootIsInNoOtherContainerAndKeptOverARestart() {
        Scenario.of("inside", "the root must be copy-on-write, kept over stop and start, gone with the container")
                .step("write", jstack("up", "-d"), answersIn("box", "", "sh", "-c", "echo mine >/written"))
                .then("the other container has none of it", failsInside("other", "No such file", "cat", "/written"))
                .step("stop", jstack("stop", "-t", "0", "box"))
                .step("start", jstack("start", "box"), eventually(answersIn("box", "mine", "cat", "/written")))
                .step(
                        "a new container starts clean",
                        jstack("up", "-d", "--force-recreate", "box"),
                        eventually(failsInside("box", "No such file", "cat", "/written")));
    }

    @Test
    void anExecEndsWithItsCommandsCode() {
        Scenario.of("inside", "exec and run must pass on exit codes as Docker does")
                .step("up", jstack("up", "-d"), running("box", 1))
                .step("its own", jstackFails(7, List.of(), "exec", "-T", "box", "sh", "-c", "exit 7"))
                .step("not found", jstackFails(127, List.of(), "exec", "-T", "box", "no-such-program"))
                .step("not executable", jstackFails(126, List.of(), "exec", "-T", "box", "/etc/passwd"))
                .step("killed", jstackFails(137, List.of(), "exec", "-T", "box", "sh", "-c", "kill -9 $$"))
                .step("run", jstackFails(5, List.of(), "run", "--rm", "-T", "box", "sh", "-c", "exit 5"));
    }

    /** Docker does; a service that crashes over and over can be looked at no other way. */
    @Test
    void filesAreCopiedFromAndToAContainerThatDoesNotRun() {
        Scenario.of("inside", "cp must do with a stopped container what it does with a running one, volumes included")
                .step(
                        "write",
                        jstack("up", "-d"),
                        answersIn("box", "", "sh", "-c", "echo mine | tee /written >/data/kept"))
                .step("stop", jstack("stop", "-t", "0", "box"))
                .step("out of its root", script("$JSTACK cp box:/written out && grep mine out"))
                .step("out of its volume", script("$JSTACK cp box:/data/kept - | tar xO | grep mine"))
                .step("into its root", script("echo new >new && $JSTACK cp new box:/etc/new"))
                .step("into its volume", script("$JSTACK cp new box:/data/"))
                .step(
                        "but not what it may not write",
                        jstackFails(1, List.of("read-only"), "cp", "stack.yaml", "box:/ro/"))
                .step("nor what is lost", jstackFails(1, List.of("tmpfs"), "cp", "stack.yaml", "box:/scratch/"))
                .step(
                        "start",
                        jstack("start", "box"),
                        eventually(answersIn("box", "new\nnew", "cat", "/etc/new", "/data/new")))
                .step("down", jstack("down", "-t", "0"))
                .step("a container never started", jstack("create", "box"), state("box", "created"))
                .step("takes them too", script("$JSTACK cp new box:/etc/first"))
                .then("and is still a new one", state("box", "created"))
                .step("start it", jstack("start", "box"), eventually(answersIn("box", "new", "cat", "/etc/first")));
    }
}
