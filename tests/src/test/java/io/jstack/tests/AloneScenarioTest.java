package io.jstack.tests;

import static io.jstack.tests.scenario.Acts.jstack;
import static io.jstack.tests.scenario.Acts.jstackFails;
import static io.jstack.tests.scenario.Acts.jstackPrints;
import static io.jstack.tests.scenario.Acts.killTheEngine;
import static io.jstack.tests.scenario.Acts.run;
import static io.jstack.tests.scenario.Checks.answers;
import static io.jstack.tests.scenario.Checks.eventually;
import static io.jstack.tests.scenario.Checks.prints;
import static io.jstack.tests.scenario.Checks.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.tests.scenario.Act;
import io.jstack.tests.scenario.CleanHost;
import io.jstack.tests.scenario.Scenario;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Containers made one by one: what the texts that teach containers have people type, behind {@code jstack container}. */
@Tag("root")
@ExtendWith(CleanHost.class)
class AloneScenarioTest {
    private static final String IMAGE = "distro.local/busybox";

    @Test
    void whatEndedBeforeTheEngineWasKilledEndedWhenItDid() {
        List<String> said = new ArrayList<>();
        Act inspect = jstackPrints(
                said::add, "container", "inspect", "-f", "{{.State.ExitCode}} {{.State.FinishedAt}}", "t-job");
        Scenario scenario = alone("an end that an engine noted is not seen again by the next one");
        try {
            scenario.step(
                            "it ends with 3",
                            jstackFails(
                                    3, List.of(), "container", "run", "--name", "t-job", IMAGE, "sh", "-c", "exit 3"))
                    .step("as it ended", inspect)
                    .step("kill -9 of the engine", killTheEngine())
                    .step("as it ended, says the next one", inspect);
            assertThat(said).hasSize(2).allMatch(line -> line.startsWith("3 "));
            assertThat(said.get(1)).isEqualTo(said.get(0));
        } finally {
            clear(scenario);
        }
    }

    @Test
    void aContainerIsMadeUsedAndRemoved() {
        Scenario scenario = alone("a container made alone must do what a stack's does, by its name");
        try {
            scenario.step(
                            "run",
                            jstackPrints(
                                    id -> assertThat(id.strip()).matches("[0-9a-f]{64}"),
                                    "container",
                                    "run",
                                    "-d",
                                    "--name",
                                    "t-web",
                                    "-p",
                                    "${PORT}:80",
                                    "-e",
                                    "WORD=yes",
                                    "-v",
                                    "t-data:/data",
                                    "--label",
                                    "tier=front",
                                    IMAGE,
                                    "sh",
                                    "-c",
                                    "mkdir /www; echo $WORD >/www/index.html; exec httpd -f -p 80 -h /www"))
                    .then("it serves", eventually(answers("http://127.0.0.1:${PORT}/", "yes")))
                    .step(
                            "its name is taken",
                            jstackFails(125, List.of("name-taken"), "container", "run", "--name", "t-web", IMAGE))
                    .step(
                            "it is listed",
                            jstackPrints(
                                    names -> assertThat(names.strip()).isEqualTo("t-web"),
                                    "container",
                                    "ps",
                                    "--filter",
                                    "label=tier=front",
                                    "--format",
                                    "{{.Names}}"))
                    .step(
                            "inspected",
                            jstackPrints(
                                    said -> assertThat(said.strip()).isEqualTo("true 80/tcp"),
                                    "container",
                                    "inspect",
                                    "-f",
                                    "{{.State.Running}} {{range $port, $to := .NetworkSettings.Ports}}{{$port}}{{end}}",
                                    "t-web"))
                    .step(
                            "its port",
                            jstackPrints(
                                    said -> assertThat(said.strip()).matches("0[.]0[.]0[.]0:[0-9]+"),
                                    "container",
                                    "port",
                                    "t-web",
                                    "80"))
                    .step(
                            "entered",
                            jstackPrints(
                                    said -> assertThat(said).contains("httpd"), "container", "exec", "t-web", "ps"))
                    .step(
                            "linked to",
                            jstackPrints(
                                    said -> assertThat(said)
                                            .contains("W_PORT_80_TCP_PORT=80")
                                            .endsWith("yes\n"),
                                    "container",
                                    "run",
                                    "--rm",
                                    "--link",
                                    "t-web:w",
                                    IMAGE,
                                    "sh",
                                    "-c",
                                    "env; wget -qO- http://w/"))
                    .step(
                            "its volumes taken over",
                            jstackPrints(
                                    said -> assertThat(said).isEqualTo("kept\n"),
                                    "container",
                                    "run",
                                    "--rm",
                                    "--volumes-from",
                                    "t-web:ro",
                                    IMAGE,
                                    "sh",
                                    "-c",
                                    "touch /data/x 2>/dev/null || echo kept"))
                    .step(
                            "running ones are not removed",
                            jstackFails(1, List.of("in-use", "is running"), "container", "rm", "t-web"))
                    .step(
                            "copied into",
                            run("sh", "-c", "echo hello | $JSTACK container exec -i t-web sh -c 'cat >/data/note'"))
                    .step("stopped", jstack("container", "stop", "-t", "0", "t-web"))
                    .step(
                            "started",
                            jstack("container", "start", "t-web"),
                            eventually(answers("http://127.0.0.1:${PORT}/", "yes")))
                    .step(
                            "what it wrote is there",
                            jstackPrints(
                                    said -> assertThat(said).isEqualTo("hello\n"),
                                    "container",
                                    "exec",
                                    "t-web",
                                    "cat",
                                    "/data/note"))
                    .then("its neighbours were left alone", running("neighbour", 1))
                    .step(
                            "stacks do not list it",
                            jstackPrints(said -> assertThat(said).doesNotContain("t-web"), "ls", "-a"))
                    .step("removed", jstack("container", "rm", "-f", "t-web"))
                    .step(
                            "and gone",
                            jstackFails(1, List.of("no-such-container", "t-web"), "container", "logs", "t-web"));
        } finally {
            clear(scenario);
        }
    }

    @Test
    void exitCodesAreDockers() {
        Scenario scenario = alone("run must end with its program's code, or with docker's own");
        try {
            scenario.step(
                            "the program's",
                            jstackFails(7, List.of(), "container", "run", "--rm", IMAGE, "sh", "-c", "exit 7"))
                    .step(
                            "no such program",
                            jstackFails(127, List.of(), "container", "run", "--rm", IMAGE, "no-such-program"))
                    .step("not executable", jstackFails(126, List.of(), "container", "run", "--rm", IMAGE, "/etc"))
                    .step(
                            "a signal's",
                            jstackFails(
                                    137,
                                    List.of(),
                                    "container",
                                    "run",
                                    "--rm",
                                    IMAGE,
                                    "sh",
                                    "-c",
                                    "sleep 9 & kill -9 $!; wait $!"))
                    .step(
                            "jstack's own",
                            jstackFails(
                                    125,
                                    List.of("name-taken"),
                                    "container",
                                    "run",
                                    "--name",
                                    "alone-neighbour-1",
                                    IMAGE))
                    .step(
                            "a detached one goes by itself",
                            jstack("container", "run", "-d", "--rm", "--name", "t-once", IMAGE, "true"))
                    .then(
                            "nothing is left",
                            eventually(prints(
                                    "", "container", "ls", "-a", "--filter", "name=t-", "--format", "{{.Names}}")));
        } finally {
            clear(scenario);
        }
    }

    @Test
    void whatCannotBeDoneIsToldWithItsName() {
        Scenario scenario = alone("what cannot be done to a container must be told with name, reason and way out");
        try {
            scenario.step(
                            "missing",
                            jstackFails(
                                    1,
                                    List.of("no-such-container", "t-web", "try: jstack container ls -a"),
                                    "container",
                                    "exec",
                                    "t-web",
                                    "true"))
                    .step("created", jstack("container", "create", "--name", "t-web", IMAGE, "sleep", "1000"))
                    .step(
                            "not running",
                            jstackFails(
                                    1,
                                    List.of("not-running", "t-web", "try: jstack container start t-web"),
                                    "container",
                                    "exec",
                                    "t-web",
                                    "true"))
                    .step("started", jstack("container", "start", "t-web"), running("neighbour", 1))
                    .step("paused", jstack("container", "pause", "t-web"))
                    .step(
                            "not while it is paused",
                            jstackFails(
                                    1,
                                    List.of("container-paused", "t-web", "try: jstack container unpause t-web"),
                                    "container",
                                    "exec",
                                    "t-web",
                                    "true"))
                    .step("unpaused", jstack("container", "unpause", "t-web"))
                    .step(
                            "runs already",
                            jstackFails(1, List.of("in-use", "attach t-web"), "container", "start", "-a", "t-web"))
                    .step(
                            "a name that another has",
                            jstackFails(
                                    1,
                                    List.of("name-taken", "t-web"),
                                    "container",
                                    "rename",
                                    "alone-neighbour-1",
                                    "t-web"))
                    .step(
                            "no such option",
                            jstackFails(
                                    125,
                                    List.of("unknown option", "--colour", "try: jstack container run --help", "Usage:"),
                                    "container",
                                    "run",
                                    "--colour",
                                    IMAGE))
                    .step(
                            "an option of docker's alone",
                            jstackFails(
                                    125,
                                    List.of("unsupported", "container run --gpus", "try: --device PATH"),
                                    "container",
                                    "run",
                                    "--gpus",
                                    "all",
                                    IMAGE))
                    .step(
                            "the beginning of two ids",
                            run(
                                    "sh",
                                    "-c",
                                    "while :; do id=$($JSTACK container create -l t-some " + IMAGE
                                            + " true); digit=${id%${id#?}};"
                                            + " case $seen in *$digit*) break;; esac; seen=$seen$digit; done;"
                                            + " told=$($JSTACK container logs $digit 2>&1) && exit 1;"
                                            + " $JSTACK container rm $($JSTACK container ls -aq --filter label=t-some);"
                                            + " echo \"$told\" | grep ambiguous-id"));
        } finally {
            clear(scenario);
        }
    }

    private static Scenario alone(String duty) {
        return Scenario.of("alone", duty).withFreePort("PORT").step("up", jstack("up", "-d"), running("neighbour", 1));
    }

    private static void clear(Scenario scenario) {
        scenario.step("remove what is left", jstack("container", "rm", "-f", "t-web", "t-once", "t-job"))
                .step(
                        "and what it stood on",
                        run("sh", "-c", "$JSTACK volume rm -f t-data; $JSTACK network rm -f bridge"));
    }
}
