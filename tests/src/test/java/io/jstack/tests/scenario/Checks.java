package io.jstack.tests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** All that scenarios look at. */
public final class Checks {
    private static final Duration PATIENCE = Patience.seconds(45);

    private Checks() {}

    /** Holds within 45 s, and then counts. */
    public static Check eventually(Check check) {
        return within(PATIENCE, check);
    }

    /** Holds within so long, and then counts. */
    public static Check within(Duration patience, Check check) {
        return named(
                "eventually " + check,
                scenario -> Awaitility.await(check.toString())
                        .atMost(patience)
                        .pollInSameThread()
                        .pollInterval(Duration.ofMillis(200))
                        .untilAsserted(() -> check.verify(scenario)));
    }

    /** As many running replicas as {@code count}. */
    public static Check running(String service, int count) {
        return named(
                count + " of " + service + " running",
                scenario -> assertThat(scenario.replicas(service))
                        .filteredOn(replica -> replica.state().equals("running"))
                        .hasSize(count));
    }

    /** Every replica in that state, and at least one. */
    public static Check state(String service, String state) {
        return named(
                service + " is " + state,
                scenario -> assertThat(scenario.replicas(service))
                        .isNotEmpty()
                        .allSatisfy(replica -> assertThat(replica.state()).isEqualTo(state)));
    }

    /** Ended with that code. */
    public static Check exited(String service, int exitCode) {
        return named(
                service + " exited with " + exitCode,
                scenario -> assertThat(scenario.replicas(service)).isNotEmpty().allSatisfy(replica -> {
                    assertThat(replica.state()).isEqualTo("exited");
                    assertThat(replica.exitCode()).isEqualTo(exitCode);
                }));
    }

    /** Every replica of the service says of itself that its health is that. */
    public static Check health(String service, String health) {
        return named(
                service + " is " + health,
                scenario -> assertThat(scenario.replicas(service))
                        .isNotEmpty()
                        .allSatisfy(replica -> assertThat(replica.health()).isEqualTo(health)));
    }

    /** {@code ps} says so, somewhere in its STATUS. */
    public static Check status(String service, String text) {
        return named(
                "status of " + service + " says " + text,
                scenario -> assertThat(scenario.replicas(service))
                        .isNotEmpty()
                        .allSatisfy(replica -> assertThat(replica.status()).contains(text)));
    }

    /** {@code ps} says so, and nothing else, in its STATUS. */
    public static Check status(String service, Pattern whole) {
        return named(
                "status of " + service + " is " + whole,
                scenario -> assertThat(scenario.replicas(service))
                        .isNotEmpty()
                        .allSatisfy(replica -> assertThat(replica.status()).matches(whole)));
    }

    /** The same containers with the same processes as before the step. */
    public static Check untouched(String service) {
        return named(service + " untouched", scenario -> {
            assertThat(scenario.before(service))
                    .as("%s before the step", service)
                    .isNotEmpty();
            assertThat(scenario.replicas(service))
                    .extracting(replica -> replica.id() + " " + replica.pid())
                    .containsExactlyInAnyOrderElementsOf(scenario.before(service).stream()
                            .map(replica -> replica.id() + " " + replica.pid())
                            .toList());
        });
    }

    /** The same containers as before the step, with other processes. */
    public static Check restartedInPlace(String service) {
        return named(service + " restarted in its container", scenario -> {
            List<Replica> before = scenario.before(service);
            assertThat(before).as("%s before the step", service).isNotEmpty();
            List<Replica> now = scenario.replicas(service);
            assertThat(now).allSatisfy(replica -> assertThat(replica.state()).isEqualTo("running"));
            assertThat(now)
                    .extracting(Replica::id)
                    .containsExactlyInAnyOrderElementsOf(
                            before.stream().map(Replica::id).toList());
            assertThat(now)
                    .extracting(Replica::pid)
                    .doesNotContainAnyElementsOf(
                            before.stream().map(Replica::pid).toList());
        });
    }

    /** Other containers than before the step. */
    public static Check recreated(String service) {
        return named(service + " recreated", scenario -> {
            List<String> before =
                    scenario.before(service).stream().map(Replica::id).toList();
            assertThat(before).as("%s before the step", service).isNotEmpty();
            assertThat(scenario.replicas(service))
                    .isNotEmpty()
                    .extracting(Replica::id)
                    .doesNotContainAnyElementsOf(before);
        });
    }

    /** As many restarts in the same container as {@code count}, as {@code ps} counts them. */
    public static Check restartCount(String service, int count) {
        return named(
                service + " restarted " + count + " times",
                scenario -> assertThat(scenario.replicas(service))
                        .isNotEmpty()
                        .allSatisfy(replica -> assertThat(replica.restarts()).isEqualTo(count)));
    }

    /** The service's log, all of it, contains each text. */
    public static Check logged(String service, String... texts) {
        return named(service + " logged " + String.join(", ", texts), scenario -> {
            Command.Result logs = scenario.jstack("logs", "--no-log-prefix", service);
            assertThat(logs.output()).as("%s", logs).contains(texts);
        });
    }

    /** The service's log, all of it, is as {@code assertion} says. */
    public static Check wholeLog(String service, Consumer<String> assertion) {
        return named("the log of " + service, scenario -> {
            Command.Result logs = scenario.jstack("logs", "--no-log-prefix", service);
            assertThat(logs.exitCode()).as(logs.errors()).isZero();
            assertion.accept(logs.output());
        });
    }

    /** A command in the service's container succeeds, and prints what {@code assertion} says. */
    public static Check inside(String service, Consumer<String> assertion, String... words) {
        return named("in " + service + ": " + String.join(" ", words), scenario -> {
            Command.Result result = scenario.jstack(exec(service, words));
            assertThat(result.exitCode()).as("%s", result).isZero();
            assertion.accept(result.output());
        });
    }

    /** A command in the service's container succeeds, and prints {@code text} somewhere. */
    public static Check answersIn(String service, String text, String... words) {
        return inside(service, output -> assertThat(output).contains(text), words);
    }

    /**
     * An HTTP GET from inside a container to the first address its hosts file has for a name. Not by wget: Debian's static busybox
     * dies of SIGSEGV in getaddrinfo, in a bare chroot too.
     */
    public static Check answersByName(String service, String name, String text) {
        return answersAt(
                service,
                "$(awk '{for (i = 2; i <= NF; i++) if ($i == \"" + name + "\") {print $1; exit}}' /etc/hosts) 80",
                text);
    }

    /** An HTTP GET from inside a container to an address and port, by a space between them. */
    public static Check answersAt(String service, String address, String text) {
        return answersIn(
                service,
                text,
                "sh",
                "-c",
                "printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc -w "
                        + Patience.seconds(3).toSeconds() + " " + address);
    }

    /** A command in the service's container fails, and says {@code text} somewhere. */
    public static Check failsInside(String service, String text, String... words) {
        return named("in " + service + " fails: " + String.join(" ", words), scenario -> {
            Command.Result result = scenario.jstack(exec(service, words));
            assertThat(result.exitCode()).as("%s", result).isNotZero();
            assertThat(result.output() + result.errors()).as("%s", result).contains(text);
        });
    }

    /** The launcher prints just that, and succeeds. */
    public static Check prints(String text, String... words) {
        return named("jstack " + String.join(" ", words) + " prints " + text, scenario -> {
            Command.Result result = scenario.jstack(words);
            assertThat(result.exitCode()).as("%s", result).isZero();
            assertThat(result.output().strip()).as("%s", result).isEqualTo(text);
        });
    }

    /** No container of that service. */
    public static Check absent(String service) {
        return named(
                "no " + service,
                scenario -> assertThat(scenario.replicas(service)).isEmpty());
    }

    /** {@code jstack port} answers with a port in that range. */
    public static Check published(String service, int target, int lowest, int highest) {
        return named(service + " publishes " + target, scenario -> {
            Command.Result result = scenario.jstack("port", service, Integer.toString(target));
            assertThat(result.exitCode()).as("%s", result).isZero();
            assertThat(result.output()
                            .lines()
                            .map(line ->
                                    line.substring(line.lastIndexOf(':') + 1).strip()))
                    .as("%s", result)
                    .anySatisfy(port -> assertThat(Integer.parseInt(port)).isBetween(lowest, highest));
        });
    }

    /** A command of the host succeeds, and prints what {@code assertion} says. */
    public static Check host(Consumer<String> assertion, String... words) {
        return named(String.join(" ", words), scenario -> {
            Command.Result result = scenario.command(List.of(words)).run();
            assertThat(result.exitCode()).as("%s", result).isZero();
            assertion.accept(result.output());
        });
    }

    /** An HTTP GET is answered with that text. */
    public static Check answers(String url, String text) {
        return named(url + " answers " + text, scenario -> {
            Command.Result result = scenario.command(List.of(
                            "curl",
                            "-sS",
                            "-g",
                            "--max-time",
                            Long.toString(Patience.seconds(3).toSeconds()),
                            url))
                    .run();
            assertThat(result.exitCode()).as("%s", result).isZero();
            assertThat(result.output()).contains(text);
        });
    }

    /** An HTTP GET by a Unix socket is answered with that text; the socket is the one that a service's container sees at that path. */
    public static Check answersBySocket(String service, String socket, String path, String text) {
        return named(socket + " of " + service + " answers " + path + " with " + text, scenario -> {
            Command.Result result =
                    scenario.command(Acts.curl(scenario, service, socket, path)).run();
            assertThat(result.exitCode()).as("%s", result).isZero();
            assertThat(result.output()).contains(text);
        });
    }

    /** An event of that kind was told, with each of those texts in its line. */
    public static Check event(String... texts) {
        return named("an event with " + String.join(", ", texts), scenario -> {
            Command.Result events = scenario.jstack("events", "--since", "10m", "--until", "0s");
            assertThat(events.output().lines())
                    .as("%s", events)
                    .anySatisfy(line -> assertThat(line).contains(texts));
        });
    }

    /** So many events since the step began match the expression. */
    public static Check eventCount(int count, String expression) {
        return named(count + " events like " + expression, scenario -> {
            Command.Result events =
                    scenario.jstack("events", "--since", scenario.stepBegan().toString(), "--until", "0s");
            assertThat(events.output()
                            .lines()
                            .filter(Pattern.compile(expression).asPredicate()))
                    .as("%s", events)
                    .hasSize(count);
        });
    }

    /** Events were told since the step began, each matching one of the expressions, in their order. */
    public static Check eventsInOrder(String... expressions) {
        return named("events in the order " + String.join(", ", expressions), scenario -> {
            Command.Result events =
                    scenario.jstack("events", "--since", scenario.stepBegan().toString(), "--until", "0s");
            int next = 0;
            for (String line : events.output().lines().toList()) {
                if (next < expressions.length
                        && Pattern.compile(expressions[next]).matcher(line).find()) {
                    next++;
                }
            }
            assertThat(next).as("%s", events).isEqualTo(expressions.length);
        });
    }

    /** {@code jstack plan} finds nothing to do. */
    public static Check nothingToDo() {
        return named("an empty plan", scenario -> {
            Command.Result plan = scenario.jstack("plan");
            assertThat(plan.exitCode()).as("%s", plan).isZero();
        });
    }

    /** The engine itself would do nothing now, whatever the file says. */
    public static Check nothingDrifted() {
        return named("an empty plan of the loop", scenario -> {
            Command.Result plan = scenario.jstack("plan", "--drift");
            assertThat(plan.exitCode()).as("%s", plan).isZero();
        });
    }

    /** What {@link CleanHost} asks for after every test. */
    public static Check nothingLeft() {
        return named(
                "nothing left",
                scenario -> CleanHost.requireClean(Scenario.suite().instance()));
    }

    /** {@code jstack plan} says that, on either stream. */
    public static Check planSays(String text) {
        return named("a plan that says " + text, scenario -> {
            Command.Result plan = scenario.jstack("plan");
            assertThat(plan.output() + plan.errors()).as("%s", plan).contains(text);
        });
    }

    private static String[] exec(String service, String... words) {
        return Stream.concat(Stream.of("exec", "-T", service), Stream.of(words)).toArray(String[]::new);
    }

    private static Check named(String name, Consumer<Scenario> body) {
        return new Check() {
            @Override
            public void verify(Scenario scenario) {
                body.accept(scenario);
            }

            @Override
            public String toString() {
                return name;
            }
        };
    }
}
