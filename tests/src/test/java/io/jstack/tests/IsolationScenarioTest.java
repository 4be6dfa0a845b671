package io.jstack.tests;

import static io.jstack.tests.scenario.Acts.jstack;
import static io.jstack.tests.scenario.Acts.jstackPrints;
import static io.jstack.tests.scenario.Checks.answers;
import static io.jstack.tests.scenario.Checks.answersAt;
import static io.jstack.tests.scenario.Checks.answersByName;
import static io.jstack.tests.scenario.Checks.eventually;
import static io.jstack.tests.scenario.Checks.failsInside;
import static io.jstack.tests.scenario.Checks.inside;
import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.tests.scenario.Act;
import io.jstack.tests.scenario.Check;
import io.jstack.tests.scenario.CleanHost;
import io.jstack.tests.scenario.Scenario;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What networks keep apart, with the engine's own containers and their default rights; that each protection is what does it is shown in
 * networking's {@code NetworkIsolationTest}, which takes it away.
 */
@Tag("root")
@ExtendWith(CleanHost.class)
class IsolationScenarioTest {
    private static final String OWN_ADDRESS = "awk 'NR == 1 {print $1; exit}' /etc/hosts";

    @Test
    void stacksAndInternalNetworksAreOutOfReachAndNobodySpeaksForAnother() {
        Scenario one = stack("one");
        Scenario two = stack("two");
        two.step("two", jstack("up", "-d"), eventually(answersByName("evil", "web", "web of two")))
                .step("where web is", noted("TWO", "web"))
                .then("its port", eventually(answers("http://127.0.0.1:${PORT}/", "web of two")));
        one.with("TWO", two.variable("TWO"))
                .step("one", jstack("up", "-d"), eventually(answersByName("evil", "web", "web of one")))
                .step("where inner is", noted("INNER", "inner"))
                .step("where web is", noted("WEB", "web"))
                .step("where evil is", noted("EVIL", "evil"));
        String inner = one.variable("INNER");
        String web = one.variable("WEB");
        one.then("another stack's container, by its address", doesNotReach("evil", one.variable("TWO")))
                .then("an internal network's members reach each other", answersAt("innermost", inner + " 80", "inner"))
                .then("but nobody else reaches them", doesNotReach("evil", inner))
                .then("and they reach nobody", doesNotReach("inner", web))
                .then(
                        "for want of a way out",
                        inside(
                                "inner",
                                routes -> assertThat(routes.lines().skip(1).map(line -> line.split("\t", -1)[1]))
                                        .doesNotContain("00000000"),
                                "cat",
                                "/proc/net/route"))
                .then("peer knows where web is", answersAt("peer", web + " 80", "web of one"))
                .step("what web's hardware address is", noted("MAC", "web", "cat /sys/class/net/eth0/address"))
                .then(
                        "evil says that web is where evil is",
                        inside(
                                "evil",
                                sent -> assertThat(sent).isEqualTo("42 bytes sent\n".repeat(3)),
                                "/host/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2",
                                "--library-path",
                                "/host/lib/x86_64-linux-gnu",
                                "/host/bin/perl",
                                "-I/host/lib/x86_64-linux-gnu/perl-base",
                                "/arp.pl",
                                web));
        String mac = one.variable("MAC");
        one.then(
                        "peer does not hear it",
                        inside(
                                "peer",
                                table -> assertThat(table.lines().filter(line -> line.startsWith(web + " ")))
                                        .singleElement()
                                        .asString()
                                        .contains(mac),
                                "cat",
                                "/proc/net/arp"))
                .then("nor does the host", eventually(answers("http://127.0.0.1:${PORT}/", "web of one")));
    }

    private static Scenario stack(String project) {
        return Scenario.of("isolation", "stack " + project + " must be out of the other's reach")
                .with("COMPOSE_PROJECT_NAME", project)
                .withFreePort("PORT");
    }

    private static Act noted(String variable, String service) {
        return noted(variable, service, OWN_ADDRESS);
    }

    private static Act noted(String variable, String service, String script) {
        return scenario -> jstackPrints(
                        said -> scenario.with(variable, said.strip()), "exec", "-T", service, "sh", "-c", script)
                .perform(scenario);
    }

    private static Check doesNotReach(String service, String address) {
        return failsInside(service, "", "sh", "-c", "printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc -w 1 " + address + " 80");
    }
}
