package io.jstack.tests;

import static io.jstack.tests.scenario.Acts.jstack;
import static io.jstack.tests.scenario.Checks.eventually;
import static io.jstack.tests.scenario.Checks.inside;
import static io.jstack.tests.scenario.Checks.recreated;
import static io.jstack.tests.scenario.Checks.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.tests.scenario.Check;
import io.jstack.tests.scenario.CleanHost;
import io.jstack.tests.scenario.Scenario;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Variables and names of {@code links}, as Docker documented them for {@code --link}. */
@Tag("root")
@ExtendWith(CleanHost.class)
class LinksScenarioTest {
    @Test
    void aLinkGivesItsVariablesAndStaysRightWhenTheSourceIsReplaced() {
        Scenario.of("links", "a link must give the documented variables and names, and keep them right")
                .step(
                        "up",
                        jstack("up", "-d"),
                        running("client", 1),
                        variables("db", "DB"),
                        variables("my-data.base", "MY_DATA_BASE"))
                .then(
                        "link_env: false leaves only the name",
                        inside("plain", environment -> assertThat(environment).doesNotContain("DB_"), "env"),
                        inside("plain", address -> assertThat(address).isNotBlank(), "sh", "-c", LOOK_UP_DB))
                .step(
                        "after the source restarts",
                        jstack("restart", "-t", "0", "db"),
                        eventually(running("db", 1)),
                        variables("db", "DB"))
                .step(
                        "after the source is recreated",
                        jstack("up", "-d", "--force-recreate", "--no-deps", "db"),
                        recreated("db"),
                        variables("db", "DB"))
                .then(
                        "and the source answers there",
                        eventually(inside(
                                "client",
                                text -> {},
                                "sh",
                                "-c",
                                "nc -w 2 $DB_PORT_5432_TCP_ADDR $DB_PORT_5432_TCP_PORT </dev/null")));
    }

    private static final String LOOK_UP_DB = "awk '{for (i = 2; i <= NF; i++) if ($i == \"db\") print $1}' /etc/hosts";

    /** The variables of one alias are exactly these, with the address that stands in the hosts file. */
    private static Check variables(String alias, String prefix) {
        String script = "env; echo --; awk -v name=" + alias
                + " '{for (i = 2; i <= NF; i++) if ($i == name) print $1}' /etc/hosts";
        return inside(
                "client",
                text -> {
                    List<String> parts = List.of(text.split("--\n", -1));
                    String address = parts.get(1).strip();
                    assertThat(address).as("address of %s in /etc/hosts", alias).matches("10\\.[0-9.]+");
                    Map<String, String> actual = new TreeMap<>();
                    parts.get(0)
                            .lines()
                            .filter(line -> line.startsWith(prefix + "_"))
                            .forEach(line -> actual.put(
                                    line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1)));
                    Map<String, String> expected = new TreeMap<>();
                    expected.put(prefix + "_NAME", "/links-client-1/" + alias);
                    expected.put(prefix + "_PORT", "tcp://" + address + ":5432");
                    port(expected, prefix, address, 5432, "tcp");
                    port(expected, prefix, address, 5433, "udp");
                    expected.put(prefix + "_ENV_USER_NAME", "app");
                    assertThat(actual).isEqualTo(expected);
                },
                "sh",
                "-c",
                script);
    }

    private static void port(Map<String, String> variables, String prefix, String address, int port, String protocol) {
        String name = prefix + "_PORT_" + port + "_" + protocol.toUpperCase(Locale.ROOT);
        variables.put(name, protocol + "://" + address + ":" + port);
        variables.put(name + "_ADDR", address);
        variables.put(name + "_PORT", Integer.toString(port));
        variables.put(name + "_PROTO", protocol);
    }
}
