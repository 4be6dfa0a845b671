package io.jstack.tests;

import static io.jstack.tests.scenario.Acts.jstack;
import static io.jstack.tests.scenario.Acts.jstackFails;
import static io.jstack.tests.scenario.Checks.answersIn;
import static io.jstack.tests.scenario.Checks.eventually;
import static io.jstack.tests.scenario.Checks.failsInside;
import static io.jstack.tests.scenario.Checks.host;
import static io.jstack.tests.scenario.Checks.inside;
import static io.jstack.tests.scenario.Checks.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.tests.scenario.CleanHost;
import io.jstack.tests.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("root")
@ExtendWith(CleanHost.class)
class SharedNamespacesScenarioTest {
    @Test
    void aNamespaceIsSharedWithWhomTheFileNamesAndNobodyElse() throws IOException {
        Scenario.of("shared-namespaces", "a container must see what it shares, and share nothing else")
                .step("up", jstack("up", "-d"), running("owner", 1), running("mate", 1), running("hostly", 1))
                .then(
                        "pid: the owner's processes are there, its own is not number 1",
                        inside("mate", table -> assertThat(table).contains("sleep 1234", "sleep 1000"), "ps"),
                        inside("owner", table -> assertThat(table).contains("sleep 1234", "sleep 1000"), "ps"))
                .then("ipc: shared memory is one", answersIn("mate", "from-owner", "cat", "/dev/shm/mark"))
                .then(
                        "host: process, IPC, UTS and cgroup namespace are the host's",
                        answersIn(
                                "hostly",
                                namespaces(),
                                "sh",
                                "-c",
                                "for n in pid ipc uts cgroup; do readlink /proc/self/ns/$n; done"),
                        failsInside("hostly", "No such file", "cat", "/dev/shm/mark"))
                .then(
                        "cgroup_parent: its group is below the one named",
                        host(
                                found -> assertThat(found).isNotBlank(),
                                "sh",
                                "-c",
                                "cat /sys/fs/cgroup/pids/$JSTACK_INSTANCE/below/*/cgroup.procs"
                                        + " /sys/fs/cgroup/$JSTACK_INSTANCE/below/*/cgroup.procs 2>/dev/null || true"))
                .step(
                        "who keeps its IPC namespace to itself is not shared",
                        jstackFails(1, List.of("ipc: shareable for mate"), "up", "-d", "greedy"))
                .step(
                        "who shares goes down with its owner, and comes back with it",
                        jstack("restart", "-t", "0", "owner"),
                        eventually(answersIn("mate", "sleep 1234", "ps")))
                .step(
                        "the group named stays until somebody takes it away",
                        jstack("down"),
                        host(
                                out -> {},
                                "sh",
                                "-c",
                                "rmdir /sys/fs/cgroup/*/$JSTACK_INSTANCE/below /sys/fs/cgroup/$JSTACK_INSTANCE/below 2>/dev/null || true"));
    }

    private static String namespaces() throws IOException {
        StringBuilder links = new StringBuilder();
        for (String type : List.of("pid", "ipc", "uts", "cgroup")) {
            links.append(Files.readSymbolicLink(Path.of("/proc/self/ns", type))).append('\n');
        }
        return links.toString();
    }

    @Test
    void noProcessIsMadeWhereATracerSeesIt() {
        Scenario.of(
                        "shared-namespaces",
                        "exec must be refused where a neighbour could write into the engine through it")
                .step("up", jstack("up", "-d", "owner", "mate"), answersIn("mate", "", "true"))
                .step("a neighbour who may trace", jstack("up", "-d", "tracer"), running("tracer", 1))
                .step("exec is refused", jstackFails(1, List.of("CAP_SYS_PTRACE"), "exec", "-T", "owner", "true"))
                .step("after the engine's death too", io.jstack.tests.scenario.Acts.killTheEngine())
                .step("it is", jstackFails(1, List.of("CAP_SYS_PTRACE"), "exec", "-T", "mate", "true"));
    }
}
