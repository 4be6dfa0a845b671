package io.jstack.networking;

import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.networking.LinkSource.ExposedPort;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The environment of links, as documented for Docker's container links. */
class LinkVariablesTest {
    private static final List<ExposedPort> PORTS = List.of(
            new ExposedPort(5432, Protocol.TCP), new ExposedPort(80, Protocol.UDP), new ExposedPort(80, Protocol.TCP));

    private static String shown(Map<String, String> variables) {
        return variables.entrySet().stream().map(Map.Entry::toString).collect(Collectors.joining("\n"));
    }

    @Test
    void nameThePortsAndTheEnvironmentOfTheSource() {
        LinkSource db = new LinkSource(
                1, Ipv4.parse("10.64.0.2"), PORTS, Map.of("POSTGRES_DB", "visits", "HOME", "/root", "PATH", "/bin"));
        assertThat(shown(LinkVariables.of("web-db-web-1", "my-db.x", List.of(db))))
                .isEqualTo("""
                        MY_DB_X_ENV_POSTGRES_DB=visits
                        MY_DB_X_NAME=/web-db-web-1/my-db.x
                        MY_DB_X_PORT=tcp://10.64.0.2:80
                        MY_DB_X_PORT_5432_TCP=tcp://10.64.0.2:5432
                        MY_DB_X_PORT_5432_TCP_ADDR=10.64.0.2
                        MY_DB_X_PORT_5432_TCP_PORT=5432
                        MY_DB_X_PORT_5432_TCP_PROTO=tcp
                        MY_DB_X_PORT_80_TCP=tcp://10.64.0.2:80
                        MY_DB_X_PORT_80_TCP_ADDR=10.64.0.2
                        MY_DB_X_PORT_80_TCP_PORT=80
                        MY_DB_X_PORT_80_TCP_PROTO=tcp
                        MY_DB_X_PORT_80_UDP=udp://10.64.0.2:80
                        MY_DB_X_PORT_80_UDP_ADDR=10.64.0.2
                        MY_DB_X_PORT_80_UDP_PORT=80
                        MY_DB_X_PORT_80_UDP_PROTO=udp""");
    }

    @Test
    void ofAScaledSourceNameTheFirstPlainlyAndEachByItsNumber() {
        List<ExposedPort> port = List.of(new ExposedPort(80, Protocol.TCP));
        LinkSource two = new LinkSource(2, Ipv4.parse("10.64.0.4"), port, Map.of());
        LinkSource one = new LinkSource(1, Ipv4.parse("10.64.0.2"), port, Map.of());
        Map<String, String> variables = LinkVariables.of("c", "web", List.of(two, one));
        assertThat(variables)
                .containsEntry("WEB_PORT", "tcp://10.64.0.2:80")
                .containsEntry("WEB_1_PORT", "tcp://10.64.0.2:80")
                .containsEntry("WEB_2_PORT", "tcp://10.64.0.4:80")
                .containsEntry("WEB_2_PORT_80_TCP_ADDR", "10.64.0.4")
                .containsEntry("WEB_NAME", "/c/web")
                .containsEntry("WEB_2_NAME", "/c/web_2");
    }

    @Test
    void ofASourceWithoutPortsOnlyNameIt() {
        LinkSource quiet = new LinkSource(1, Ipv4.parse("10.64.0.2"), List.of(), Map.of());
        assertThat(LinkVariables.of("c", "db", List.of(quiet))).containsExactly(Map.entry("DB_NAME", "/c/db"));
    }
}
