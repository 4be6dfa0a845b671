package io.jstack.tests;

import static io.jstack.tests.scenario.Acts.jstack;
import static io.jstack.tests.scenario.Acts.jstackFails;
import static io.jstack.tests.scenario.Acts.jstackPrints;
import static io.jstack.tests.scenario.Acts.run;
import static io.jstack.tests.scenario.Checks.absent;
import static io.jstack.tests.scenario.Checks.answers;
import static io.jstack.tests.scenario.Checks.event;
import static io.jstack.tests.scenario.Checks.eventually;
import static io.jstack.tests.scenario.Checks.failsInside;
import static io.jstack.tests.scenario.Checks.health;
import static io.jstack.tests.scenario.Checks.host;
import static io.jstack.tests.scenario.Checks.inside;
import static io.jstack.tests.scenario.Checks.logged;
import static io.jstack.tests.scenario.Checks.nothingToDo;
import static io.jstack.tests.scenario.Checks.restartCount;
import static io.jstack.tests.scenario.Checks.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.tests.scenario.Check;
import io.jstack.tests.scenario.CleanHost;
import io.jstack.tests.scenario.Scenario;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The run-time keys of the Compose Specification, asked about from inside. */
@Tag("root")
@ExtendWith(CleanHost.class)
class KeysScenarioTest {
    @Test
    void whatAStackFileSaysOfAContainerHolds() {
        Scenario.of("keys", "every key of a service must do what the specification says")
                .with("WORD", "line")
                .with("HIDDEN", "hidden-value")
                .with("OUTSIDE", "keys-outside")
                .step("up without its external volume", jstackFails(1, List.of("keys-outside", "external"), "up", "-d"))
                .step("another stack makes it", run("sh", "-c", OTHER + " up -d"))
                .step("up", jstack("up", "-d"), running("box", 1), running("peer", 2), absent("never"))
                .then(
                        "user, groups, directories",
                        in("box", "cat /tmp/id; pwd", "uid=1000 gid=1001", "2000", "3000", "/opt/work"))
                .then(
                        "names and addresses",
                        in(
                                "box",
                                "hostname; cat /etc/hosts",
                                "boxname.example.test boxname",
                                "10.99.1.7",
                                "192.0.2.7\tfixed"),
                        in("box", "grep gate /etc/hosts", ".1\tgate"),
                        in("box", "cat /etc/resolv.conf", "nameserver 192.0.2.53", "search search.test", "ndots:3"),
                        in("peer", "cat /etc/hosts", "10.99.1.7\tbox fancy"),
                        in("peer", "ip route", "default via 10.99.1.254"))
                .then(
                        "limits",
                        in("box", "ulimit -n; ulimit -Hn; grep processes /proc/1/limits", "1234", "2345", "321"),
                        in("box", "cat /proc/sys/net/core/somaxconn", "512"),
                        in("box", "df -k /tmp /dev/shm /mem", " 8192 ", " 16384 ", " 1024 "),
                        in("box", "stat -c %a /tmp /mem", "1777", "700"))
                .then("a read-only root", failsInside("box", "Read-only", "touch", "/x"))
                .then(
                        "configs and secrets",
                        in("box", "cat /cfile /etc/c/inline /etc/c/environment", "conf-text", "in line", "line"),
                        in("box", "stat -c '%u:%g %a' /etc/c/inline", "1000:1001 440"),
                        in("box", "cat /run/secrets/sfile /run/secrets/renamed", "secret-text", "hidden-value"),
                        in("box", "stat -c '%u:%g %a' /run/secrets/sfile /run/secrets/renamed", "1000:1001 400", "440"),
                        failsInside("box", "", "sh", "-c", "echo x >/run/secrets/sfile"))
                .then(
                        "volumes",
                        in("box", "stat -c '%u:%g %a' /data", "1000:1000 700"),
                        in("box", "touch /data/x && cat /outside/from", "elsewhere"),
                        failsInside("box", "Read-only", "touch", "/outside/y"))
                .then(
                        "no secret in what is shown of the container",
                        host(
                                text -> assertThat(text)
                                        .contains("labelled", "annotated")
                                        .doesNotContain("hidden-value", "secret-text"),
                                "sh",
                                "-c",
                                "\"$JSTACK\" inspect keys-box-1"))
                .then(
                        "no log with driver none",
                        host(text -> assertThat(text).doesNotContain("loud"), "sh", "-c", "\"$JSTACK\" logs quiet"))
                .then(
                        "networks of other kinds",
                        inside("quiet", text -> assertThat(text).contains("lo:").doesNotContain("eth0"), "ip", "link"),
                        in("child", "ip address", "10.99.1.7"),
                        inside(
                                "onhost",
                                text -> assertThat(text.strip()).isEqualTo(Long.toString(hostLinks())),
                                "sh",
                                "-c",
                                "ls /sys/class/net | wc -l"),
                        inside("terminal", text -> assertThat(text).doesNotContain("default"), "ip", "route"))
                .then("a terminal", eventually(logged("terminal", "on a terminal")))
                .then("nothing is planned", nothingToDo())
                .step("a service asked for by name needs no profile", jstack("up", "-d", "never"), running("never", 1))
                .step(
                        "an up without the profile leaves it as it is",
                        jstack("up", "-d"),
                        running("never", 1),
                        nothingToDo())
                .step("down", jstack("--profile", "asked", "down", "-v", "-t", "0"))
                .step("the external volume stays until its owner goes", run("sh", "-c", OTHER + " down -v -t 0"));
    }

    private static final String OTHER =
            "printf 'name: keysother\\nservices: {a: {image: distro.local/busybox, command: [sh, -c,"
                    + " \"echo elsewhere >/v/from; sleep infinity\"], stop_signal: SIGKILL, volumes: [\"vol:/v\"]}}\\n"
                    + "volumes: {vol: {name: keys-outside}}\\n' >other.yaml; \"$JSTACK\" -f other.yaml";

    private static long hostLinks() {
        String[] links = new java.io.File("/sys/class/net").list();
        return links == null ? 0 : links.length;
    }

    /** A shell in the service's container prints each of these. */
    private static Check in(String service, String script, String... texts) {
        return inside(service, output -> assertThat(output).contains(texts), "sh", "-c", script);
    }

    @Test
    void hooksRunAtTheirMoments() {
        Scenario scenario =
                Scenario.of("hooks", "hooks must run at their moments, and a failed one must gate its service");
        scenario.step(
                        "up",
                        jstack("up", "-d"),
                        eventually(inside(
                                "reader",
                                log -> assertThat(log.lines().toList())
                                        .startsWith("pre-once app")
                                        .containsOnlyOnce("pre-once app")
                                        .containsSubsequence("pre-each app more", "app", "post")
                                        .filteredOn("pre-each app more"::equals)
                                        .hasSize(2),
                                "cat",
                                "/h/log")))
                .step(
                        "a scale-up runs no hook that is once for the service",
                        jstack("up", "-d", "--scale", "app=3", "app"))
                .step("stop", jstack("stop", "-t", "0", "app"))
                .step(
                        "start",
                        jstack("start", "app"),
                        eventually(inside(
                                "reader",
                                log -> assertThat(log.lines().filter("app"::equals))
                                        .hasSize(6),
                                "cat",
                                "/h/log")),
                        inside(
                                "reader",
                                log -> assertThat(log.lines())
                                        .containsOnlyOnce("pre-once app")
                                        .filteredOn(line -> line.startsWith("pre-each") || line.equals("pre-stop"))
                                        .hasSize(6),
                                "cat",
                                "/h/log"));
        scenario.with("GOOD", "no")
                .step("a bad hook", jstackFails(1, List.of("hook-failed", "exit 3", "not good"), "up", "-d"));
    }

    /** CVE-2017-1002101: a link in a volume led a subpath out of it. */
    @Test
    void aSubpathIsAPlaceInsideItsVolume() {
        Scenario.of("subpath", "a subpath must be a place in its volume, whatever links lie there")
                .step(
                        "up",
                        jstack("up", "-d"),
                        in("part", "cat /p/file; cat /l/file", "deep\ndeep"),
                        in("part", "cat /e/hostname", "inside"),
                        failsInside("part", "", "ls", "/p/../a"))
                .step(
                        "one that is not there",
                        jstackFails(1, List.of("subpath-missing", "no/such", "try:"), "up", "-d", "lost"));
    }

    @Test
    void whatIsNotSupportedIsRefusedByNameAndPlace() {
        Scenario.of("refused", "what is not supported must be refused by name and place, all at once")
                .step(
                        "up",
                        jstackFails(
                                1,
                                List.of(
                                        "stack.yaml:6:41: unsupported: services.a.deploy.resources.reservations.devices",
                                        "services.a.logging.driver: no logging driver syslog",
                                        "services.a.platform: images of linux/arm64 do not run here",
                                        "services.b.gpus",
                                        "no mounts of type image",
                                        "start-first with a fixed ipv4_address",
                                        "start-first with volume data",
                                        "try:"),
                                "up",
                                "-d"),
                        absent("a"),
                        absent("b"));
    }

    @Test
    void whatIsNotAttachedIsNotShown() {
        Scenario.of("attach", "up must not show what a service with attach: false writes")
                .step(
                        "up",
                        jstackPrints(
                                text -> assertThat(text).contains("seen-line").doesNotContain("silent-line"),
                                "up",
                                "--abort-on-container-exit"));
    }

    @Test
    void ourOwnKeysHold() {
        Scenario.of("x-jstack", "x-jstack's keys must hold, and probes need nothing in the image")
                .withFreePort("PORT")
                .step(
                        "up",
                        jstack("up", "-d"),
                        eventually(health("web", "healthy")),
                        eventually(health("tcp", "healthy")),
                        eventually(health("missing", "unhealthy")),
                        answers("http://127.0.0.1:${PORT}/", "web"))
                .then(
                        "publish: only the loopback address",
                        host(
                                text -> assertThat(text).contains("127.0.0.1:").doesNotContain("0.0.0.0"),
                                "sh",
                                "-c",
                                "\"$JSTACK\" port web 80"))
                .then(
                        "link_env",
                        in("linked", "env", "WEB_PORT_80_TCP_PORT=80"),
                        inside("unlinked", text -> assertThat(text).doesNotContain("WEB_"), "env"))
                .step(
                        "keep: false",
                        io.jstack.tests.scenario.Acts.killBehindOurBack("unkept"),
                        eventually(event("unkept", "die")),
                        restartCount("linked", 0),
                        io.jstack.tests.scenario.Checks.exited("unkept", 137))
                .step(
                        "an unhealthy one with restart: no stays",
                        jstackPrints(text -> {}, "ps"),
                        restartCount("missing", 0));
    }
}
