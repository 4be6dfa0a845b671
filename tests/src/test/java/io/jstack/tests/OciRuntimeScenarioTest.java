package io.jstack.tests;

import static io.jstack.tests.scenario.Acts.jstack;
import static io.jstack.tests.scenario.Acts.jstackFails;
import static io.jstack.tests.scenario.Acts.killBehindOurBack;
import static io.jstack.tests.scenario.Acts.killTheEngine;
import static io.jstack.tests.scenario.Acts.killTogetherWithTheEngine;
import static io.jstack.tests.scenario.Checks.answers;
import static io.jstack.tests.scenario.Checks.eventually;
import static io.jstack.tests.scenario.Checks.exited;
import static io.jstack.tests.scenario.Checks.health;
import static io.jstack.tests.scenario.Checks.host;
import static io.jstack.tests.scenario.Checks.inside;
import static io.jstack.tests.scenario.Checks.logged;
import static io.jstack.tests.scenario.Checks.nothingDrifted;
import static io.jstack.tests.scenario.Checks.nothingToDo;
import static io.jstack.tests.scenario.Checks.restartCount;
import static io.jstack.tests.scenario.Checks.restartedInPlace;
import static io.jstack.tests.scenario.Checks.running;
import static io.jstack.tests.scenario.Checks.untouched;
import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.tests.scenario.Act;
import io.jstack.tests.scenario.Check;
import io.jstack.tests.scenario.CleanHost;
import io.jstack.tests.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Services made by runc(8) and crun(1), Debian's packages. */
@Tag("root")
@ExtendWith(CleanHost.class)
class OciRuntimeScenarioTest {
    @TempDir
    Path dir;

    @Test
    void whatRuncMakesIsKeptAsEveryOther() {
        kept("runc")
                .step("a place in a volume", jstack("exec", "-T", "web", "sh", "-c", MAKE_PLACE))
                .step(
                        "shared namespaces",
                        jstack("--profile", "later", "up", "-d", "part"),
                        eventually(logged("part", "deep")),
                        in(
                                "part",
                                "cat /proc/1/cmdline; nc -w 1 127.0.0.1 80 </dev/null && echo reached",
                                "cat",
                                "reached"),
                        in("web", "cat /proc/1/cmdline", "docker-init"))
                .step("stop", jstack("stop", "web"), exited("web", 7))
                .step("start", jstack("start", "web"), eventually(answers("http://127.0.0.1:${PORT}/", "web")))
                .step(
                        "a program that is not there",
                        jstackFails(1, List.of("program-not-found", "/no/such", "try:"), "up", "-d", "lost"))
                .step(
                        "a runtime that is not there",
                        jstackFails(1, List.of("oci-runtime-missing", "/no/such/runtime"), "up", "-d", "strange"))
                .step("runc knows them", jstack("ps"), host(OciRuntimeScenarioTest::knowsTwo, "sh", "-c", STATES))
                .step("down", DOWN);
    }

    /** On a host with version 1 of cgroups and controllers in version 2 beside it crun refuses to start, so it is shown the first only. */
    @Test
    void whatCrunMakesIsKeptAsEveryOther() throws IOException {
        Path wrapper = dir.resolve("crun");
        Files.writeString(wrapper, """
                #!/bin/sh
                [ -d /sys/fs/cgroup/unified ] || exec /usr/bin/crun "$@"
                exec unshare --mount sh -c 'umount /sys/fs/cgroup/unified; exec /usr/bin/crun "$@"' crun "$@"
                """);
        Files.setPosixFilePermissions(wrapper, PosixFilePermissions.fromString("rwxr-xr-x"));
        kept(wrapper.toString()).step("down", DOWN);
    }

    private static Scenario kept(String runtime) {
        return Scenario.of("oci-runtime", "what an OCI runtime makes must be wired, kept and adopted as what we make")
                .with("RUNTIME", runtime)
                .withFreePort("PORT")
                .step(
                        "up",
                        jstack("up", "-d"),
                        running("web", 1),
                        eventually(health("web", "healthy")),
                        eventually(answers("http://127.0.0.1:${PORT}/", "web")),
                        eventually(logged("web", "begun")),
                        eventually(logged("front", "on a terminal")))
                .then(
                        "who it is, and its limits",
                        in(
                                "front",
                                "id; ulimit -n; grep web /etc/hosts; hostname; cat /proc/sys/kernel/domainname",
                                "uid=1000 gid=1001",
                                "1024",
                                "web",
                                "named\ndomain.test\n"),
                        nothingDrifted(),
                        nothingToDo(),
                        host(
                                text -> assertThat(text.strip()).isEqualTo(runtime),
                                "sh",
                                "-c",
                                "\"$JSTACK\" inspect -f '{{.HostConfig.Runtime}}' ociruntime-web-1"))
                .step(
                        "kill -9 of its process",
                        killBehindOurBack("web"),
                        eventually(restartedInPlace("web")),
                        untouched("front"),
                        eventually(answers("http://127.0.0.1:${PORT}/", "web")),
                        restartCount("web", 1))
                .step(
                        "kill -9 of the engine",
                        killTheEngine(),
                        eventually(untouched("front")),
                        untouched("web"),
                        answers("http://127.0.0.1:${PORT}/", "web"),
                        in("front", "echo entered", "entered"),
                        eventually(nothingToDo()))
                .step(
                        "kill -9 of both",
                        killTogetherWithTheEngine("web"),
                        eventually(restartedInPlace("web")),
                        eventually(answers("http://127.0.0.1:${PORT}/", "web")));
    }

    private static final Act DOWN = jstack("down", "-v", "-t", "0", "--remove-orphans");

    private static final String MAKE_PLACE = "mkdir -p /data/a/b && echo deep >/data/a/b/file";

    /** Of the test's instance, whichever that is. */
    private static final String STATES =
            "for bundle in /run/$JSTACK_INSTANCE/containers/*/oci; do runc --root $bundle/state list -q; done";

    private static void knowsTwo(String ids) {
        assertThat(ids.lines()).hasSizeGreaterThanOrEqualTo(2).allMatch(id -> id.matches("[0-9a-f]{64}"));
    }

    /** A shell in the service's container prints each of these. */
    private static Check in(String service, String script, String... texts) {
        return inside(service, output -> assertThat(output).contains(texts), "sh", "-c", script);
    }
}
