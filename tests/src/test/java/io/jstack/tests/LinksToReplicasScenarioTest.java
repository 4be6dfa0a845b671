package io.jstack.tests;

import static io.jstack.tests.scenario.Acts.jstack;
import static io.jstack.tests.scenario.Acts.jstackPrints;
import static io.jstack.tests.scenario.Checks.eventually;
import static io.jstack.tests.scenario.Checks.inside;
import static io.jstack.tests.scenario.Checks.recreated;
import static io.jstack.tests.scenario.Checks.restartedInPlace;
import static io.jstack.tests.scenario.Checks.running;
import static io.jstack.tests.scenario.Checks.untouched;
import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.tests.scenario.Act;
import io.jstack.tests.scenario.Check;
import io.jstack.tests.scenario.CleanHost;
import io.jstack.tests.scenario.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Links to a service of several replicas: all that a peer is told about them, and that it stays true. */
@Tag("root")
@ExtendWith(CleanHost.class)
class LinksToReplicasScenarioTest {
    private static final int REPLICAS = 3;

    /** What the first process was given, not what an exec would be given now; then the names; then who answers at each address. */
    private static final String LOOK = """
            tr '\\0' '\\n' </proc/1/environ; echo --; cat /etc/hosts; echo --
            for address in $(awk '$2 == "db" {print $1}' /etc/hosts); do
                printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc -w 3 $address 5432 | tail -n 1
            done""";

    private final Map<String, String> ids = new TreeMap<>();

    @Test
    void everyReplicaOfALinkedServiceIsNamedAndStaysWhereItsPeersThinkItIs() {
        Scenario.of("links-scaled", "a link must tell of every replica of its source, exactly, and stay right")
                .step("up", jstack("up", "-d"), running("db", REPLICAS))
                .step(
                        "variables and names",
                        remember(),
                        eventually(told("client", "db", "my-data.base")),
                        eventually(told("plain", "data")))
                .step(
                        "after the source restarts",
                        jstack("restart", "--no-deps", "-t", "0", "db"),
                        eventually(restartedInPlace("db")),
                        untouched("client"),
                        eventually(told("client", "db", "my-data.base")))
                .step(
                        "after the source is recreated",
                        jstack("up", "-d", "--force-recreate", "--no-deps", "db"),
                        recreated("db"),
                        untouched("client"))
                .step(
                        "peers, asked again",
                        remember(),
                        eventually(told("client", "db", "my-data.base")),
                        eventually(told("plain", "data")));
    }

    private Act remember() {
        return jstackPrints(
                lines -> lines.lines()
                        .map(line -> line.split(" ", 2))
                        .forEach(words -> ids.put(words[0], words[1].substring(0, 12))),
                "ps",
                "--format",
                "{{.Name}} {{.ID}}");
    }

    /** The whole environment and the whole hosts file, to the byte; {@code plain} has the names alone. */
    private Check told(String service, String... aliases) {
        return inside(
                service,
                text -> {
                    String[] parts = text.split("--\n", -1);
                    List<String> addresses = parts[1].lines()
                            .filter(line -> line.contains(" links-scaled-db-"))
                            .map(line -> line.substring(0, line.indexOf('\t')))
                            .toList();
                    assertThat(addresses).hasSize(REPLICAS).doesNotHaveDuplicates();
                    assertThat(parts[1]).isEqualTo(hosts(service, addresses, parts[1], aliases));
                    assertThat(parts[2].lines())
                            .as("who answers at db's addresses, in the order of their numbers")
                            .containsExactly(id("db", 1), id("db", 2), id("db", 3));
                    assertThat(parts[0].lines().filter(line -> !line.startsWith("PATH=")))
                            .containsExactlyInAnyOrderElementsOf(environment(service, addresses, aliases));
                },
                "sh",
                "-c",
                LOOK);
    }

    private String id(String service, int number) {
        return ids.getOrDefault("links-scaled-" + service + "-" + number, "unknown");
    }

    private String hosts(String service, List<String> addresses, String actual, String... aliases) {
        String own = actual.substring(0, actual.indexOf('\t'));
        String other = service.equals("client") ? "plain" : "client";
        String names = "";
        for (String alias : aliases) {
            names += alias.equals("db") ? "" : " " + alias;
        }
        Map<String, String> peers = new TreeMap<>();
        peers.put(service, own);
        peers.put(
                other,
                actual.lines()
                        .filter(line -> line.endsWith("\t" + other + " links-scaled-" + other + "-1"))
                        .map(line -> line.substring(0, line.indexOf('\t')))
                        .findFirst()
                        .orElse("no address of " + other));
        StringBuilder lines = new StringBuilder();
        lines.append("%s\t%s %s\n".formatted(own, service, id(service, 1)));
        lines.append("""
                127.0.0.1\tlocalhost
                ::1\tlocalhost ip6-localhost ip6-loopback
                fe00::\tip6-localnet
                ff00::\tip6-mcastprefix
                ff02::1\tip6-allnodes
                ff02::2\tip6-allrouters
                """);
        lines.append("%s\tclient links-scaled-client-1\n".formatted(peers.get("client")));
        for (int number = 1; number <= addresses.size(); number++) {
            lines.append("%s\tdb links-scaled-db-%d%s\n".formatted(addresses.get(number - 1), number, names));
        }
        lines.append("%s\tplain links-scaled-plain-1\n".formatted(peers.get("plain")));
        return lines.toString();
    }

    private static List<String> environment(String service, List<String> addresses, String... aliases) {
        List<String> expected = new ArrayList<>(List.of("HOSTNAME=" + service, "HOME=/root"));
        if (service.equals("plain")) {
            return expected;
        }
        for (String alias : aliases) {
            variables(expected, alias, addresses.get(0));
            for (int number = 1; number <= addresses.size(); number++) {
                variables(expected, alias + "_" + number, addresses.get(number - 1));
            }
        }
        return expected;
    }

    /** EXPOSE is 5432, {@code expose} 5433/udp, {@code ports} 9187; the service's COLOUR counts, not its image's. */
    private static void variables(List<String> into, String alias, String address) {
        String prefix = alias.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
        into.add(prefix + "_NAME=/links-scaled-client-1/" + alias);
        into.add(prefix + "_PORT=tcp://" + address + ":5432");
        for (String port : List.of("5432/tcp", "5433/udp", "9187/tcp")) {
            String number = port.substring(0, 4);
            String protocol = port.substring(5);
            String name = prefix + "_PORT_" + number + "_" + protocol.toUpperCase(Locale.ROOT);
            into.add(name + "=" + protocol + "://" + address + ":" + number);
            into.add(name + "_ADDR=" + address);
            into.add(name + "_PORT=" + number);
            into.add(name + "_PROTO=" + protocol);
        }
        into.add(prefix + "_ENV_VERSION=16");
        into.add(prefix + "_ENV_COLOUR=of the service");
        into.add(prefix + "_ENV_USER_NAME=app");
    }
}
