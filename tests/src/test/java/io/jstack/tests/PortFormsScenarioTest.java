package io.jstack.tests;

import static io.jstack.tests.scenario.Acts.jstack;
import static io.jstack.tests.scenario.Acts.jstackFails;
import static io.jstack.tests.scenario.Acts.jstackPrints;
import static io.jstack.tests.scenario.Checks.absent;
import static io.jstack.tests.scenario.Checks.eventually;
import static io.jstack.tests.scenario.Checks.host;
import static io.jstack.tests.scenario.Checks.inside;
import static io.jstack.tests.scenario.Checks.running;
import static io.jstack.tests.scenario.Checks.untouched;
import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.tests.scenario.Act;
import io.jstack.tests.scenario.Check;
import io.jstack.tests.scenario.CleanHost;
import io.jstack.tests.scenario.Scenario;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Each way to write a published port, asked by each road there is; TCP and UDP. */
@Tag("root")
@ExtendWith(CleanHost.class)
class PortFormsScenarioTest {
    private static final String NOTHING = "nothing";
    private static final List<String> PERL = List.of(
            "/host/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2",
            "--library-path",
            "/host/lib/x86_64-linux-gnu",
            "/host/bin/perl",
            "-I/host/lib/x86_64-linux-gnu/perl-base",
            "/talk.pl",
            "ask");

    private final String address = hostAddress();
    private final Optional<String> address6 = globalIpv6();

    @Test
    void everyFormIsReachedByEveryRoadAndNoOther() throws IOException {
        int choice = consecutivePorts();
        try (ServerSocket taken = new ServerSocket(choice)) {
            Scenario scenario = forms("every form of published port must be reached by every road it is meant for")
                    .with("CHOICE", Integer.toString(taken.getLocalPort()))
                    .with("CHOICE_END", Integer.toString(choice + 1))
                    .step("up", jstack("up", "-d"), running("web", 1), running("client", 1))
                    .step("the port chosen for 80", chosen("CHOSEN", "80"))
                    .step("the port chosen for 53/udp", chosen("CHOSEN_UDP", "--protocol", "udp", "53"));
            Map<String, String> open = new TreeMap<>();
            for (String road : hostRoads()) {
                everywhere(scenario, road, open);
            }
            Map<String, String> fromHost = new TreeMap<>(open);
            String loopback = scenario.variable("LOOPBACK");
            String loopback6 = scenario.variable("LOOPBACK6");
            for (String road : hostRoads()) {
                fromHost.put("tcp/" + road + "/" + loopback, road.equals("127.0.0.1") ? "tcp/80" : NOTHING);
                fromHost.put("udp/" + road + "/" + loopback, road.equals("127.0.0.1") ? "udp/54" : NOTHING);
                fromHost.put("tcp/" + road + "/" + loopback6, road.equals("::1") ? "tcp/80" : NOTHING);
            }
            Map<String, String> fromContainers = new TreeMap<>();
            everywhere(scenario, address, fromContainers);
            fromContainers.put("tcp/" + address + "/" + loopback, NOTHING);
            fromContainers.put("udp/" + address + "/" + loopback, NOTHING);
            scenario.then("from the host", eventually(host(is(fromHost), perl(fromHost))))
                    .then(
                            "from another container",
                            eventually(inside("client", is(fromContainers), perlInside(fromContainers))))
                    .then(
                            "from itself, a hairpin",
                            eventually(inside("web", is(fromContainers), perlInside(fromContainers))));
        }
    }

    @Test
    void twoStacksOfOneFileLiveSideBySideAndAConflictNamesTheOther() throws IOException {
        Scenario one = forms("two stacks of one file must live side by side").with("COMPOSE_PROJECT_NAME", "one");
        Scenario two = forms("the second stack must be told who holds its port").with("COMPOSE_PROJECT_NAME", "two");
        one.step("the first", jstack("up", "-d"), running("web", 1));
        String free = two.variable("ANYWHERE");
        String held = one.variable("ANYWHERE");
        two.with("ANYWHERE", held)
                .step(
                        "the second wants a port of the first",
                        jstackFails(
                                1,
                                List.of(
                                        "port-in-use",
                                        "cannot publish 0.0.0.0:" + held + "/tcp for two/web: held by one/web",
                                        "cannot publish 0.0.0.0:" + held + "/udp for two/web: held by one/web",
                                        "try: publish 0.0.0.0:"),
                                "up",
                                "-d"),
                        absent("web"),
                        absent("client"))
                .with("ANYWHERE", free)
                .step("the second, with its own", jstack("up", "-d"), running("web", 1));
        one.then("both answer", answers(one)).step("the first goes", jstack("down", "-t", "0"), absent("web"));
        two.then("the second stays", answers(two), untouched("web"));
    }

    private static Check answers(Scenario scenario) {
        Map<String, String> expected = new TreeMap<>();
        everywhere(scenario, "127.0.0.1", expected);
        return eventually(host(is(expected), perl(expected)));
    }

    /** What is published on every address, asked at one of them. */
    private static void everywhere(Scenario scenario, String road, Map<String, String> expected) {
        int range = Integer.parseInt(scenario.variable("RANGE"));
        expected.put("tcp/" + road + "/" + scenario.variable("ANYWHERE"), "tcp/80");
        expected.put("udp/" + road + "/" + scenario.variable("ANYWHERE"), "udp/53");
        expected.put("tcp/" + road + "/" + range, "tcp/81");
        expected.put("tcp/" + road + "/" + (range + 1), "tcp/82");
        expected.put("tcp/" + road + "/" + scenario.variable("CHOICE_END"), "tcp/80");
        if (scenario.has("CHOSEN")) {
            expected.put("tcp/" + road + "/" + scenario.variable("CHOSEN"), "tcp/80");
            expected.put("udp/" + road + "/" + scenario.variable("CHOSEN_UDP"), "udp/53");
        }
    }

    private List<String> hostRoads() {
        return Stream.concat(Stream.of("127.0.0.1", "::1", address), address6.stream())
                .toList();
    }

    private static Consumer<String> is(Map<String, String> expected) {
        return answers -> {
            Map<String, String> actual = new TreeMap<>();
            answers.lines().map(line -> line.split(" ", 2)).forEach(words -> actual.put(words[0], words[1]));
            assertThat(actual).isEqualTo(expected);
        };
    }

    private static String[] perl(Map<String, String> questions) {
        return Stream.concat(Stream.of("perl", "talk.pl", "ask"), questions.keySet().stream())
                .toArray(String[]::new);
    }

    private static String[] perlInside(Map<String, String> questions) {
        return Stream.concat(PERL.stream(), questions.keySet().stream()).toArray(String[]::new);
    }

    /** Notes the one port of all that are published for a target that nobody asked for by number. */
    private static Act chosen(String variable, String... target) {
        return scenario -> {
            List<Integer> ports = new ArrayList<>();
            String told = jstackPrints(
                            lines -> lines.lines()
                                    .map(line -> line.substring(line.lastIndexOf(':') + 1))
                                    .map(Integer::valueOf)
                                    .filter(port -> port >= 49153)
                                    .filter(port -> Stream.of("ANYWHERE", "LOOPBACK", "LOOPBACK6", "CHOICE_END")
                                            .noneMatch(known ->
                                                    scenario.variable(known).equals(port.toString())))
                                    .forEach(ports::add),
                            Stream.concat(Stream.of("port", "web"), Arrays.stream(target))
                                    .toArray(String[]::new))
                    .perform(scenario);
            assertThat(ports).as(told).hasSize(1);
            scenario.with(variable, ports.get(0).toString());
            return told;
        };
    }

    private static Scenario forms(String duty) throws IOException {
        int range = consecutivePorts();
        int choice = consecutivePorts();
        return Scenario.of("ports-forms", duty)
                .withFreePort("ANYWHERE")
                .withFreePort("LOOPBACK")
                .withFreePort("LOOPBACK6")
                .with("RANGE", Integer.toString(range))
                .with("RANGE_END", Integer.toString(range + 1))
                .with("CHOICE", Integer.toString(choice))
                .with("CHOICE_END", Integer.toString(choice));
    }

    /** The first of two free ports. */
    private static int consecutivePorts() throws IOException {
        while (true) {
            try (ServerSocket first = new ServerSocket(0);
                    ServerSocket second = new ServerSocket()) {
                second.bind(new InetSocketAddress(first.getLocalPort() + 1));
                return first.getLocalPort();
            } catch (BindException | IllegalArgumentException taken) {
                // the next pair, then
            }
        }
    }

    /** The address a packet to the outside would leave from; nothing is sent. */
    private static String hostAddress() {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1}), 9);
            return socket.getLocalAddress().getHostAddress();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<String> globalIpv6() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(Inet6Address.class::isInstance)
                    .filter(found -> !found.isLoopbackAddress() && !found.isLinkLocalAddress())
                    .map(InetAddress::getHostAddress)
                    .map(text -> text.replaceAll("%.*", ""))
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
