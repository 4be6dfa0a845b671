package io.jstack.orchestrator.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Short forms, defaults and printed forms, one by one: Compose Specification, "Services top-level element". */
class CanonicalFormTest {
    @TempDir
    private Path path;

    private StackFolder folder = new StackFolder(Path.of("/"));

    @BeforeEach
    void open() {
        folder = new StackFolder(path);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            '80'                     | [{mode: ingress, protocol: tcp, target: 80}]
            8080:80                  | [{mode: ingress, protocol: tcp, published: 8080, target: 80}]
            127.0.0.1:8080:80/UDP    | [{host_ip: 127.0.0.1, mode: ingress, protocol: udp, published: 8080, target: 80}]
            '[::1]:8080:80'          | [{host_ip: ::1, mode: ingress, protocol: tcp, published: 8080, target: 80}]
            127.0.0.1::80            | [{host_ip: 127.0.0.1, mode: ingress, protocol: tcp, target: 80}]
            8000-8010:80             | [{mode: ingress, protocol: tcp, published: 8000-8010, target: 80}]
            9:1-2                    | refused
            70000:80                 | refused
            300.0.0.1:1:1            | refused
            '::1:80:80'              | refused
            80:80/icmp               | refused
            '8080:'                  | refused
            """)
    void aPortIsReadFromItsShortForm(String text, String form) {
        String yaml = "services: {a: {image: x, ports: ['" + text.replace("'", "") + "']}}";
        if (form.equals("refused")) {
            assertThatThrownBy(() -> folder.service(yaml, "a.ports")).hasMessageContaining("services.a.ports[0]");
        } else {
            assertThat(folder.service(yaml, "a.ports")).isEqualTo(form);
        }
    }

    @Test
    void rangesOfOneLengthArePaired() {
        assertThat(folder.service("services: {a: {image: x, ports: ['9000-9001:80-81']}}", "a.ports"))
                .isEqualTo("[{mode: ingress, protocol: tcp, published: 9000, target: 80},"
                        + " {mode: ingress, protocol: tcp, published: 9001, target: 81}]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            data:/d/          | [{source: data, target: /d, type: volume, volume: {}}]
            ./x:/d:ro,z       | [{bind: {selinux: z}, read_only: true, source: DIR/x, target: /d, type: bind}]
            ~/x:/d:rshared    | [{bind: {propagation: rshared}, source: /home/me/x, target: /d, type: bind}]
            /d                | [{target: /d, type: volume, volume: {}}]
            data:/d:nocopy    | [{source: data, target: /d, type: volume, volume: {nocopy: true}}]
            """)
    void aVolumeIsReadFromItsShortForm(String text, String form) {
        assertThat(folder.service(
                        "{services: {a: {image: x, volumes: ['" + text + "']}}, volumes: {data: }}", "a.volumes"))
                .isEqualTo(form);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            serve -p 80           | [serve, -p, 80]
            sh -c "a 'b' c"       | [sh, -c, a 'b' c]
            a\\ b c                | [a b, c]
            echo a && echo b      | [echo, a]
            """)
    void aCommandIsSplitLikeAShellWould(String text, String words) {
        assertThat(folder.service("services:\n  a:\n    image: x\n    command: " + text + "\n", "a.command"))
                .isEqualTo(words);
    }

    @Test
    void anEmptyCommandClearsTheImagesAndAnUnclosedQuoteIsRefused() {
        assertThat(folder.service("services: {a: {image: x, command: '', entrypoint: []}}", "a.command"))
                .isEqualTo("[]");
        assertThat(folder.service("services: {a: {image: x, command: }}", "a.command"))
                .isEqualTo("absent");
        assertThatThrownBy(() -> folder.service("services: {a: {image: x, command: 'sh -c \"x'}}", "a.command"))
                .hasMessageContaining("does not close");
    }

    @Test
    void anOperatorWithoutAShellIsWarnedAbout() {
        folder.write("compose.yaml", "services: {a: {image: x, command: 'true; rm x'}}");
        assertThat(folder.config().warnings())
                .anyMatch(warning -> warning.message().contains("no shell runs this"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            interval: 90s        | {interval: 1m30s}
            interval: 1500ms     | {interval: 1.5s}
            interval: 2h         | {interval: 2h0m0s}
            interval: 0s         | {interval: 0s}
            timeout: 1d          | {timeout: 24h0m0s}
            retries: 0           | {retries: 0}
            disable: false       | {}
            test: curl x         | {test: [CMD-SHELL, curl x]}
            test: []             | {}
            """)
    void aHealthcheckIsPrintedInGosForms(String text, String form) {
        assertThat(folder.service("services: {a: {image: x, healthcheck: {" + text + "}}}", "a.healthcheck"))
                .isEqualTo(form);
    }

    @Test
    void aNumberWithoutAUnitIsNoDuration() {
        assertThatThrownBy(() -> folder.service("services: {a: {image: x, stop_grace_period: '30'}}", "a"))
                .hasMessageContaining("invalid duration");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            64m      | 67108864
            1.5GB    | 1610612736
            '64 mb'  | 67108864
            10       | 10
            0        | absent
            """)
    void aSizeIsABytesText(String text, String bytes) {
        assertThat(folder.service("services: {a: {image: x, mem_limit: " + text + "}}", "a.mem_limit"))
                .isEqualTo(bytes);
    }

    @Test
    void namesWithValuesLoseTheSpellingOfNumbers() {
        assertThat(folder.service(
                        "services: {a: {image: x, environment: {A: 1.10, B: 0755, C: 1e3, D: true, E: yes, F: 22:22, G: , H: ''}}}",
                        "a.environment"))
                .isEqualTo("{A: 1.1, B: 493, C: 1000, D: true, E: yes, F: 22:22, G: null, H: }");
        assertThat(folder.service("services: {a: {image: x, labels: {a: , b: 1.0}}}", "a.labels"))
                .isEqualTo("{a: , b: 1}");
    }

    @Test
    void aHostKeepsSeveralAddresses() {
        assertThat(folder.service(
                        "services: {a: {image: x, extra_hosts: ['b=::1', 'a:1.2.3.4', 'b:[::2]', 'g:host-gateway']}}",
                        "a.extra_hosts"))
                .isEqualTo("[a=1.2.3.4, b=::1, b=::2, g=host-gateway]");
        assertThatThrownBy(() -> folder.service("services: {a: {image: x, extra_hosts: [alone]}}", "a"))
                .hasMessageContaining("missing IP");
    }

    @Test
    void shortFormsOfTheRestBecomeLong() {
        folder.write("compose.yaml", """
                services:
                  a:
                    build: .
                    depends_on: [b]
                    devices: ["/dev/null:/dev/x"]
                    configs: [c]
                    secrets: [s, {source: s, target: t, mode: 0440}]
                    env_file: e.env
                    gpus: all
                    pull_policy: if_not_present
                    dns: 1.1.1.1
                    ulimits: {nofile: 5}
                    networks: [n]
                  b: {image: x, links: ["d:alias"], volumes_from: ["e:ro"], network_mode: "service:f"}
                  d: {image: x}
                  e: {image: x}
                  f: {image: x}
                configs: {c: {content: x}}
                secrets: {s: {file: ./s}}
                networks: {n: {external: true}}
                """).write("e.env", "A=1\n");
        CanonicalStack stack = folder.config();
        assertThat(folder.at(stack, "services.a.build")).isEqualTo("{context: DIR, dockerfile: Dockerfile}");
        assertThat(folder.at(stack, "services.a.depends_on"))
                .isEqualTo("{b: {condition: service_started, required: true}}");
        assertThat(folder.at(stack, "services.a.devices"))
                .isEqualTo("[{permissions: rwm, source: /dev/null, target: /dev/x}]");
        assertThat(folder.at(stack, "services.a.configs")).isEqualTo("[{source: c}]");
        assertThat(folder.at(stack, "services.a.secrets"))
                .isEqualTo("[{source: s, target: /run/secrets/s}, {mode: 0440, source: s, target: t}]");
        assertThat(folder.at(stack, "services.a.gpus")).isEqualTo("[{count: -1}]");
        assertThat(folder.at(stack, "services.a.pull_policy")).isEqualTo("missing");
        assertThat(folder.at(stack, "services.a.dns")).isEqualTo("[1.1.1.1]");
        assertThat(folder.at(stack, "services.a.environment")).isEqualTo("{A: 1}");
        assertThat(folder.at(stack, "services.a.networks")).isEqualTo("{n: null}");
        assertThat(folder.at(stack, "services.b.depends_on"))
                .isEqualTo("{d: {condition: service_started, required: true, restart: true},"
                        + " e: {condition: service_started, required: true},"
                        + " f: {condition: service_started, required: true, restart: true}}");
        assertThat(folder.at(stack, "networks"))
                .isEqualTo("{default: {name: p_default}, n: {external: true, name: n}}");
        assertThat(folder.at(stack, "configs.c.name")).isEqualTo("p_c");
    }

    @Test
    void jsonHasCommandAndEntrypointAlwaysAndExtensionsOnlyAtTheTop() {
        folder.write("compose.yaml", "{x-top: {a: $$1}, services: {a: {image: x, x-in: 1}}}");
        assertThat(folder.config().json())
                .contains("\"command\": null", "\"entrypoint\": null", "\"a\": \"$$1\"")
                .doesNotContain("x-in");
        assertThat(folder.config().yaml())
                .contains("    x-in: 1\n", "  a: $$1\n")
                .doesNotContain("entrypoint");
    }

    @Test
    void whatIsPrintedIsReadAgainAsTheSame() {
        folder.write("compose.yaml", """
                services:
                  a:
                    image: "x:1"
                    command: ["a b", "$$c", "", "-", "true", "1", "#x", "k: v", "ü\\n"]
                    environment: {A: "yes", B: "null", C: "0x1", D: "- a", E: "a #b", F: "{x}", G: "&a", H: "2001-01-01"}
                    ports: ["80:80"]
                """);
        String once = folder.config().yaml();
        folder.write("compose.yaml", once);
        assertThat(folder.config().yaml()).isEqualTo(once);
        folder.write("compose.yaml", folder.config().json());
        assertThat(folder.config().yaml()).isEqualTo(once);
    }

    @Test
    void aShortPortNeedsATarget() {
        folder.write("compose.yaml", "services: {a: {image: x, ports: ['8080:0']}}");
        assertThatThrownBy(folder::config).hasMessageContaining("services.a.ports[0]: is missing a target port");
    }

    @Test
    void aNameOfNoLettersIsNoName() {
        folder.write("compose.yaml", "name: '---'\nservices: {a: {image: x}}");
        assertThatThrownBy(() -> folder.config(request -> request.withFiles(List.of("compose.yaml"))))
                .hasMessageContaining("project name must not be empty");
    }
}
