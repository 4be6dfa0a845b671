package io.jstack.tests;

import static io.jstack.tests.scenario.Acts.jstack;
import static io.jstack.tests.scenario.Acts.jstackFails;
import static io.jstack.tests.scenario.Acts.jstackPrints;
import static io.jstack.tests.scenario.Checks.absent;
import static io.jstack.tests.scenario.Checks.answers;
import static io.jstack.tests.scenario.Checks.answersByName;
import static io.jstack.tests.scenario.Checks.answersIn;
import static io.jstack.tests.scenario.Checks.eventually;
import static io.jstack.tests.scenario.Checks.failsInside;
import static io.jstack.tests.scenario.Checks.inside;
import static io.jstack.tests.scenario.Checks.logged;
import static io.jstack.tests.scenario.Checks.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.tests.scenario.CleanHost;
import io.jstack.tests.scenario.Scenario;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What must work on every kernel and with every version of cgroups, and no more: {@code tests/smoke-kit} carries this class to machines
 * too slow for the whole suite.
 */
@Tag("root")
@Tag("smoke")
@ExtendWith(CleanHost.class)
class SmokeTest {
    private static final Pattern THROTTLED = Pattern.compile("(?m)^nr_throttled (\\d+)$");

    @Test
    void helloSaysHelloAndGoesAway() {
        Scenario.at(
                        Scenario.repository().resolve("examples/compose-files/hello"),
                        "hello must say so, and go with down")
                .step(
                        "up",
                        jstack("up", "-d", "--wait"),
                        running("hello", 1),
                        eventually(logged("hello", "hello, world")))
                .step("down", jstack("down"), absent("hello"));
    }

    @Test
    void aCommandRunsInsideAndItsCodeComesBack() {
        smoke("exec must be in the container's namespaces, with its rights, and pass on its code")
                .then(
                        "alone with its kin",
                        inside(
                                "web",
                                table -> assertThat(table).contains("httpd").doesNotContain("java"),
                                "ps"))
                .then("in its own cgroup namespace", answersIn("web", ":/\n", "cat", "/proc/1/cgroup"))
                .then("with default rights", answersIn("web", "CapEff:\t00000000a80425fb", "cat", "/proc/self/status"))
                .then("under the filter", answersIn("web", "Seccomp:\t2", "cat", "/proc/self/status"))
                .step("its code", jstackFails(7, List.of(), "exec", "-T", "web", "sh", "-c", "exit 7"))
                .step("not found", jstackFails(127, List.of(), "exec", "-T", "web", "no-such-program"));
    }

    /**
     * One process takes all the memory: with a second one charging beside it, a pipe's writer, the kernel sometimes killed another victim,
     * process 1, before the first one's memory was free again.
     */
    @Test
    void limitsHold() {
        smoke("memory, pids and cpu must be limited by the kernel")
                .then(
                        "memory",
                        inside(
                                "web",
                                killed -> assertThat(killed).contains("code 137"),
                                "sh",
                                "-c",
                                "sh -c 'tail </dev/zero >/dev/null'; echo code $?"))
                .then(
                        "cpu",
                        inside(
                                "web",
                                stat -> assertThat(throttled(stat)).isPositive(),
                                "sh",
                                "-c",
                                "timeout 2 sh -c 'while :; do :; done'; cat /sys/fs/cgroup/cpu.stat /sys/fs/cgroup/*/cpu.stat 2>/dev/null; true"))
                .then("pids", failsInside("web", "fork", "sh", "-c", "for i in $(seq 30); do sleep 5 & done; wait"))
                .then("and the service is still there", running("web", 1));
    }

    @Test
    void logsHaveBothStreams() {
        smoke("logs must have what the service printed, and its last lines alone where asked for")
                .then("both streams", eventually(logged("web", "first\n", "second\n")))
                .step(
                        "the last line",
                        jstackPrints(
                                tail -> assertThat(tail).isEqualTo("second\n"),
                                "logs",
                                "--no-log-prefix",
                                "--tail",
                                "1",
                                "web"));
    }

    @Test
    void aPublishedPortAnswers() {
        smoke("a published port must answer on both loopbacks, and the service its peers")
                .then("via 127.0.0.1", eventually(answers("http://127.0.0.1:${PORT}/", "web")))
                .then("via ::1", answers("http://[::1]:${PORT}/", "web"))
                .then("by name", answersByName("client", "web", "web"));
    }

    /** What it leaves on the host is looked at by {@link CleanHost}, after every test. */
    @Test
    void downLeavesNothing() {
        smoke("down must take everything away, and up must work again")
                .step("down", jstack("down", "-v"), absent("web"), absent("client"))
                .step("again", jstack("up", "-d"), running("web", 1), running("client", 1));
    }

    private static Scenario smoke(String duty) {
        return Scenario.of("smoke", duty)
                .withFreePort("PORT")
                .step("up", jstack("up", "-d"), running("web", 1), running("client", 1));
    }

    /** Of every hierarchy that counts it. */
    private static long throttled(String stat) {
        Matcher counts = THROTTLED.matcher(stat);
        return counts.results()
                .mapToLong(count -> Long.parseLong(count.group(1)))
                .sum();
    }
}
