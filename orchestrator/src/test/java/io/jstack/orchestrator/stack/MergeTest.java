package io.jstack.orchestrator.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several files, {@code extends} and {@code include}: Compose Specification, "Merge", "Include" and "extends". */
class MergeTest {
    @TempDir
    private Path path;

    private StackFolder folder = new StackFolder(Path.of("/"));

    @BeforeEach
    void open() {
        folder = new StackFolder(path);
    }

    private String merged(String base, String over, String key) {
        folder.write("a.yaml", "services:\n  s:\n    image: x\n    " + base + "\n")
                .write("b.yaml", "services:\n  s:\n    " + over + "\n");
        return folder.at(folder.config("a.yaml", "b.yaml"), "services.s." + key);
    }

    @Test
    void scalarsAreReplacedAndANullChangesNothing() {
        assertThat(merged("user: a", "user: b", "user")).isEqualTo("b");
        assertThat(merged("user: a", "user: ", "user")).isEqualTo("a");
        assertThat(merged("environment: {A: 1}", "environment: ", "environment"))
                .isEqualTo("{A: 1}");
        assertThat(merged("command: [a]", "command: [b, c]", "command")).isEqualTo("[b, c]");
        assertThat(merged("command: [a]", "command: ", "command")).isEqualTo("absent");
    }

    @Test
    void listsAreAppendedAndTheRestGoesByItsKey() {
        assertThat(merged("security_opt: [a]", "security_opt: [b]", "security_opt"))
                .isEqualTo("[a, b]");
        assertThat(merged("dns: 1.1.1.1", "dns: [2.2.2.2, 1.1.1.1]", "dns")).isEqualTo("[1.1.1.1, 2.2.2.2]");
        assertThat(merged("environment: [A=1, B=2]", "environment: {B: 3, C: }", "environment"))
                .isEqualTo("{A: 1, B: 3, C: null}");
        assertThat(merged("volumes: [./a:/d]", "volumes: [./b:/d/, ./c:/e]", "volumes"))
                .contains("source: DIR/b, target: /d", "target: /e")
                .doesNotContain("DIR/a");
        assertThat(merged("ports: ['1:80', '2:80']", "ports: [{target: 80, published: 2}]", "ports"))
                .isEqualTo("[{mode: ingress, protocol: tcp, published: 1, target: 80},"
                        + " {mode: ingress, protocol: tcp, published: 2, target: 80}]");
        assertThat(merged("extra_hosts: ['a=1.1.1.1']", "extra_hosts: ['a=2.2.2.2', 'a=1.1.1.1']", "extra_hosts"))
                .isEqualTo("[a=1.1.1.1, a=2.2.2.2]");
    }

    @Test
    void twoFormsOfOneKeyMeetAsMaps() {
        assertThat(merged("build: ./a", "build: {target: t}", "build"))
                .isEqualTo("{context: DIR/a, dockerfile: Dockerfile, target: t}");
        assertThat(merged("networks: [default]", "networks: {default: {aliases: [x]}}", "networks"))
                .isEqualTo("{default: {aliases: [x]}}");
        assertThatThrownBy(() -> merged("healthcheck: {test: x}", "healthcheck: [x]", "healthcheck"))
                .hasMessageContaining("cannot override services.s.healthcheck");
    }

    @Test
    void anotherLoggingDriverTakesNoOptionsOver() {
        assertThat(merged("logging: {driver: a, options: {x: 1}}", "logging: {options: {y: 2}}", "logging"))
                .isEqualTo("{driver: a, options: {x: 1, y: 2}}");
        assertThat(merged("logging: {driver: a, options: {x: 1}}", "logging: {driver: b}", "logging"))
                .isEqualTo("{driver: b}");
    }

    @Test
    void resetRemovesAndOverrideReplaces() {
        assertThat(merged("ports: ['80']", "ports: !reset []", "ports")).isEqualTo("absent");
        assertThat(merged("ports: ['80']", "ports: !override ['90']", "ports"))
                .contains("90")
                .doesNotContain("80");
        assertThat(merged("environment: {A: 1, B: 2}", "environment: {A: !reset x}", "environment"))
                .isEqualTo("{B: 2}");
        assertThat(merged("user: a", "user: !reset ${", "user")).isEqualTo("absent");
    }

    @Test
    void severalDocumentsOfOneFileAreMergedInOrder() {
        folder.write("compose.yaml", "services: {a: {image: x}}\n---\nservices: {a: {image: y}, b: {image: z}}\n");
        assertThat(folder.at(folder.config(), "services.a.image")).isEqualTo("y");
        assertThat(folder.at(folder.config(), "services.b.image")).isEqualTo("z");
    }

    @Test
    void aBaseInAnotherFileKeepsItsOwnFolder() {
        folder.write(
                        "compose.yaml",
                        "services: {a: {extends: {file: sub/base.yaml, service: top}, environment: {A: 2}}}")
                .write("sub/base.yaml", """
                        services:
                          top: {extends: deep, environment: {A: 1, B: 1}}
                          deep: {image: x, volumes: ["./v:/v"], build: {context: .}}
                        """);
        CanonicalStack stack = folder.config();
        assertThat(folder.at(stack, "services.a.environment")).isEqualTo("{A: 2, B: 1}");
        assertThat(folder.at(stack, "services.a.volumes")).contains("source: DIR/sub/v");
        assertThat(folder.at(stack, "services.a.build.context")).isEqualTo("DIR/sub");
        assertThat(folder.at(stack, "services.a.extends")).isEqualTo("absent");
    }

    @Test
    void aBaseThatIsMissingOrLeadsBackIsRefused() {
        folder.write("compose.yaml", "services: {a: {extends: bsae}, base: {image: x}}");
        assertThatThrownBy(folder::config)
                .hasMessageContaining("\"bsae\" not found")
                .hasMessageContaining("did you mean base?");
        folder.write("compose.yaml", "services: {a: {extends: b}, b: {extends: a}}");
        assertThatThrownBy(folder::config).hasMessageContaining("circular");
    }

    @Test
    void anIncludeIsAProjectOfItsOwn() {
        folder.write("compose.yaml", """
                include: [one/compose.yaml, {path: [two/c.yaml, two/over.yaml], env_file: two/my.env}]
                services: {main: {image: x, depends_on: [one, two]}}
                """)
                .write("one/compose.yaml", "services: {one: {image: 'x:${V}', volumes: ['./d:/d'], env_file: [e.env]}}")
                .write("one/.env", "V=1\n")
                .write("one/e.env", "E=5\n")
                .write("two/c.yaml", "services: {two: {image: 'x:${V}'}}")
                .write("two/over.yaml", "services: {two: {user: u}}")
                .write("two/my.env", "V=2\n");
        CanonicalStack stack = folder.config();
        assertThat(folder.at(stack, "services.one.image")).isEqualTo("x:1");
        assertThat(folder.at(stack, "services.one.environment")).isEqualTo("{E: 5}");
        assertThat(folder.at(stack, "services.one.volumes")).contains("source: DIR/one/d");
        assertThat(folder.at(stack, "services.two.image")).isEqualTo("x:2");
        assertThat(folder.at(stack, "services.two.user")).isEqualTo("u");
    }

    @Test
    void theIncludingFileWinsAndItsEnvironmentToo() {
        folder.set("V", "outer")
                .write("compose.yaml", "{include: [sub/c.yaml], services: {a: {user: mine}}}")
                .write("sub/c.yaml", "services: {a: {image: 'x:${V}', user: theirs}}")
                .write("sub/.env", "V=inner\n");
        CanonicalStack stack = folder.config();
        assertThat(folder.at(stack, "services.a.user")).isEqualTo("mine");
        assertThat(folder.at(stack, "services.a.image")).isEqualTo("x:outer");
    }

    @Test
    void anIncludeThatLeadsBackIsRefused() {
        folder.write("compose.yaml", "include: [b.yaml]").write("b.yaml", "include: [compose.yaml]");
        assertThatThrownBy(folder::config).hasMessageContaining("include cycle detected");
        folder.write("compose.yaml", "include: [gone.yaml]");
        assertThatThrownBy(folder::config).hasMessageContaining("gone.yaml: no such file");
    }

    @Test
    void filesOfOneNameInTwoFoldersAreTwoFiles() {
        folder.write(
                        "compose.yaml",
                        "{include: [sub/compose.yaml], services: {a: {extends: {file: base.yaml, service: s}}}}")
                .write("base.yaml", "services: {s: {image: outer}}")
                .write("sub/compose.yaml", "services: {b: {extends: {file: base.yaml, service: s}}}")
                .write("sub/base.yaml", "services: {s: {image: inner}}");
        CanonicalStack stack = folder.config();
        assertThat(folder.at(stack, "services.a.image")).isEqualTo("outer");
        assertThat(folder.at(stack, "services.b.image")).isEqualTo("inner");
    }
}
