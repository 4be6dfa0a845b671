package io.jstack.tests;

import static io.jstack.tests.scenario.Acts.eachBridge;
import static io.jstack.tests.scenario.Acts.eachVeth;
import static io.jstack.tests.scenario.Acts.jstack;
import static io.jstack.tests.scenario.Acts.script;
import static io.jstack.tests.scenario.Checks.answers;
import static io.jstack.tests.scenario.Checks.answersByName;
import static io.jstack.tests.scenario.Checks.answersIn;
import static io.jstack.tests.scenario.Checks.event;
import static io.jstack.tests.scenario.Checks.eventually;
import static io.jstack.tests.scenario.Checks.host;
import static io.jstack.tests.scenario.Checks.nothingToDo;
import static io.jstack.tests.scenario.Checks.planSays;
import static io.jstack.tests.scenario.Checks.recreated;
import static io.jstack.tests.scenario.Checks.restartedInPlace;
import static io.jstack.tests.scenario.Checks.running;
import static io.jstack.tests.scenario.Checks.untouched;
import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.tests.scenario.CleanHost;
import io.jstack.tests.scenario.Scenario;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every way docs/drift.md lists in which a host may stop being as the stack file says, beside ten services that keep it busy. */
@Tag("root")
@ExtendWith(CleanHost.class)
class DriftListScenarioTest {
    private static final String APP = "id=$($JSTACK ps -q app); ";
    private static final String GROUP = APP + "cd /sys/fs/cgroup/";
    private static final String WEB = "http://127.0.0.1:${PORT}/";

    @Test
    void aContainersGroupIsAsItWasMade() {
        up("limits and the freezer are the engine's alone")
                .step(
                        "its memory limit is raised",
                        script(GROUP
                                + "memory/$JSTACK_INSTANCE/$id 2>/dev/null && echo 134217728 >memory.memsw.limit_in_bytes;"
                                + " echo 134217728 >memory.limit_in_bytes"
                                + " || { cd /sys/fs/cgroup/$JSTACK_INSTANCE/$id; echo 134217728 >memory.max; }"),
                        eventually(event("repair", "limits of drift-list-app-1 changed")),
                        host(
                                limit -> assertThat(limit.strip()).isEqualTo("67108864"),
                                "sh",
                                "-ec",
                                APP + "cat /sys/fs/cgroup/memory/$JSTACK_INSTANCE/$id/memory.limit_in_bytes"
                                        + " || cat /sys/fs/cgroup/$JSTACK_INSTANCE/$id/memory.max"),
                        untouched("app"),
                        untouched("load"))
                .step(
                        "it is frozen",
                        script(GROUP
                                + "unified/$JSTACK_INSTANCE/$id 2>/dev/null || cd /sys/fs/cgroup/$JSTACK_INSTANCE/$id;"
                                + " echo 1 >cgroup.freeze"),
                        eventually(event("repair", "drift-list-app-1 is frozen")),
                        eventually(answers(WEB, "first")),
                        untouched("app"),
                        untouched("load"))
                .step("a pause that was asked for is kept", jstack("pause", "app"), nothingToDo())
                .step("and ended", jstack("unpause", "app"), eventually(answers(WEB, "first")), untouched("app"));
    }

    @Test
    void aContainersOwnThingsAreThere() {
        up("a container is whole, or made anew")
                .step(
                        "its holder is killed",
                        script(APP + "for p in /proc/[0-9]*; do"
                                + " if tr '\\0' '\\n' <$p/environ 2>/dev/null | grep -q \"^JSTACK_HOLDER=$id\";"
                                + " then kill -9 ${p#/proc/}; fi; done"),
                        eventually(event("repair", "the holder of drift-list-app-1 is gone")),
                        untouched("app"),
                        untouched("load"),
                        eventually(nothingToDo()))
                .step(
                        "its directory is removed",
                        script(APP + "rm -r /var/lib/$JSTACK_INSTANCE/containers/$id"),
                        eventually(event("drift", "the files of drift-list-app-1 were removed")),
                        eventually(recreated("app")),
                        eventually(answers(WEB, "first")),
                        untouched("load"),
                        eventually(nothingToDo()));
    }

    @Test
    void whatItReadsIsWhatTheHostHas() {
        up("files given to a container are those of the host, and the changed ones soon")
                .step(
                        "hosts is edited from within",
                        jstack("exec", "-T", "app", "sh", "-c", "echo 10.9.9.9 evil >>/etc/hosts"),
                        eventually(event("repair", "/etc/hosts of drift-list-app-1 was edited")),
                        host(
                                text -> assertThat(text).doesNotContain("evil"),
                                "sh",
                                "-ec",
                                "$JSTACK exec -T app cat /etc/hosts"),
                        untouched("app"),
                        untouched("load"))
                .step(
                        "resolv.conf is edited from within",
                        jstack("exec", "-T", "app", "sh", "-c", "echo nameserver 10.9.9.9 >/etc/resolv.conf"),
                        eventually(event("repair", "/etc/resolv.conf of drift-list-app-1 was edited")),
                        host(
                                text -> assertThat(text).doesNotContain("10.9.9.9"),
                                "sh",
                                "-ec",
                                "$JSTACK exec -T app cat /etc/resolv.conf"),
                        untouched("app"),
                        untouched("load"))
                .step(
                        "an editor replaces the bound file by rename",
                        script("echo second >app.conf.new; mv app.conf.new app.conf"),
                        eventually(event("drift", "/etc/app.conf of drift-list-app-1 shows what")),
                        eventually(restartedInPlace("app")),
                        eventually(answers(WEB, "second")),
                        untouched("load"))
                .step(
                        "the config's file changes",
                        script("echo two >settings"),
                        eventually(event("drift", "config settings of drift-list-app-1 changed")),
                        eventually(restartedInPlace("app")),
                        eventually(answersIn("app", "two", "cat", "/etc/settings")),
                        untouched("load"))
                .step(
                        "the secret's file changes",
                        script("echo hush2 >password.new; mv password.new password"),
                        eventually(event("drift", "secret password of drift-list-app-1 changed")),
                        eventually(restartedInPlace("app")),
                        eventually(answersIn("app", "hush2", "cat", "/run/secrets/password")),
                        untouched("load"))
                .then("and then all is as it should be", eventually(nothingToDo()));
    }

    @Test
    void whatIsLostIsToldAndNeverMadeEmpty() {
        up("data that is gone is a person's business")
                .step(
                        "a bound directory vanishes",
                        script("mv bound elsewhere"),
                        eventually(event("drift-left", "/bound of drift-list-app-1, is gone from the host")),
                        untouched("app"),
                        untouched("load"))
                .step(
                        "and is put back by somebody",
                        script("mkdir bound; echo again >bound/file"),
                        eventually(event("drift", "/bound of drift-list-app-1 shows what")),
                        eventually(restartedInPlace("app")),
                        eventually(answersIn("app", "again", "cat", "/bound/file")))
                .step(
                        "a volume's data is removed",
                        script("rm -r /var/lib/$JSTACK_INSTANCE/volumes/drift-list_data/_data"),
                        eventually(event("drift-left", "the data of volume drift-list_data is gone")),
                        planSays("the data of volume drift-list_data is gone"),
                        untouched("app"),
                        untouched("load"),
                        host(
                                text -> assertThat(text).contains("no data"),
                                "sh",
                                "-ec",
                                "test -e /var/lib/$JSTACK_INSTANCE/volumes/drift-list_data/_data || echo no data"));
    }

    @Test
    void itsNetworkIsWhole() {
        up("links, bridges and rules are as they were made, with nobody restarted")
                .step(
                        "veth pairs are deleted",
                        eachVeth("ip", "link", "del", "{}"),
                        eventually(answers(WEB, "first")),
                        eventually(nothingToDo()),
                        event("drift", "is gone"),
                        untouched("app"),
                        untouched("load"))
                .step(
                        "veth pairs are set down",
                        eachVeth("ip", "link", "set", "{}", "down"),
                        eventually(answers(WEB, "first")),
                        eventually(nothingToDo()),
                        event("drift", "is down"),
                        untouched("app"),
                        untouched("load"))
                .step(
                        "the bridge loses its address",
                        eachBridge("ip", "addr", "flush", "dev", "{}"),
                        eventually(answers(WEB, "first")),
                        eventually(event("drift", "has lost its address")),
                        eventually(nothingToDo()),
                        untouched("app"),
                        untouched("load"))
                .step(
                        "the bridge is set down",
                        eachBridge("ip", "link", "set", "{}", "down"),
                        eventually(answers(WEB, "first")),
                        eventually(event("drift", "of network drift-list_default is down")),
                        eventually(nothingToDo()),
                        untouched("app"),
                        untouched("load"))
                .step(
                        "the table is flushed",
                        script("nft flush table ip $JSTACK_INSTANCE"),
                        eventually(answers(WEB, "first")),
                        eventually(event("drift", "rules of nftables table ip")),
                        eventually(nothingToDo()),
                        untouched("app"),
                        untouched("load"))
                .step(
                        "one element is removed",
                        script("nft delete element ip $JSTACK_INSTANCE pub1 '{ tcp . 127.0.0.1 . ${PORT} }'"),
                        eventually(answers(WEB, "first")),
                        eventually(event("drift", "leads nowhere")),
                        eventually(nothingToDo()),
                        untouched("app"),
                        untouched("load"))
                .step(
                        "this host stops forwarding",
                        script("echo 0 >/proc/sys/net/ipv4/ip_forward"),
                        eventually(host(
                                text -> assertThat(text.strip()).isEqualTo("1"),
                                "cat",
                                "/proc/sys/net/ipv4/ip_forward")),
                        eventually(answersByName("load", "app", "first")),
                        untouched("app"),
                        untouched("load"));
    }

    private static Scenario up(String duty) {
        return Scenario.of("drift-list", duty)
                .withFreePort("PORT")
                .step(
                        "up",
                        jstack("up", "-d"),
                        running("app", 1),
                        running("load", 10),
                        eventually(answers(WEB, "first")));
    }
}
