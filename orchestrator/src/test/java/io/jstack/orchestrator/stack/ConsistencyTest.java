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

/** What excludes what, what must be defined, and which services take part. */
class ConsistencyTest {
    @TempDir
    private Path path;

    private StackFolder folder = new StackFolder(Path.of("/"));

    @BeforeEach
    void open() {
        folder = new StackFolder(path);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a: {}                                                        | neither an image nor a build
            a: {image: x, networks: [n]}                                 | undefined network n
            a: {image: x, volumes: ['vol:/v']}                           | undefined volume vol
            a: {image: x, secrets: [s]}                                  | undefined secret s
            a: {image: x, configs: [c]}                                  | undefined config c
            a: {image: x, depends_on: [b]}                               | depends on undefined service "b"
            a: {image: x, network_mode: host, networks: [default]}       | mutually exclusive
            a: {image: x, container_name: nn, scale: 2}                  | container name must be unique
            a: {image: x, scale: 2, deploy: {replicas: 3}}               | distinct values on 'scale'
            a: {image: x, cpus: 1, deploy: {resources: {limits: {cpus: '2'}}}} | distinct values on 'cpus'
            a: {image: x, tmpfs: /t, volumes: [/t]}                      | already mounted
            a: {image: x, healthcheck: {test: [curl]}}                   | must start either by
            a: {image: x, platform: p, build: {context: ., platforms: [q]}} | MUST include
            a: {image: x, volumes: [{type: bind, target: /x}]}           | a bind has no source
            a: {image: x, ports: [{published: 1}]}                       | missing a target port
            a: {image: x, pull_policy: sometimes}                        | 'sometimes' is not allowed
            a: {image: x, healthcheck: {test: [CMD, a], retries: -1}}    | '-1' is not allowed
            a: {image: x, deploy: {update_config: {parallelism: -1}}}    | '-1' is not allowed
            a: {image: x, deploy: {rollback_config: {parallelism: -1}}}  | '-1' is not allowed
            a: {image: x, deploy: {restart_policy: {max_attempts: "-1"}}} | '-1' is not allowed
            a: {image: x, blkio_config: {weight: -1}}                    | '-1' is not allowed
            a: {image: x, ports: [{target: -1}]}                         | '-1' is not allowed
            a: {image: x, volumes: [{type: tmpfs, target: /x, tmpfs: {size: -1}}]} | '-1' is not allowed
            a: {image: x, volumes: [{type: tmpfs, target: /x, tmpfs: {mode: -1}}]} | '-1' is not allowed
            a: {image: x, environment: ['A =1']}                         | trailing space
            a: {image: x, group_add: [a, a]}                             | items at 0 and 1 are equal
            a: {image: x, scale: "${N:-many}"}                           | "many" is not an integer
            """)
    void aServiceThatContradictsItselfIsRefused(String service, String message) {
        folder.write("compose.yaml", "services:\n  " + service + "\n");
        assertThatThrownBy(folder::config).hasMessageContaining("compose.yaml:").hasMessageContaining(message);
    }

    @Test
    void servicesThatWaitForEachOtherAreNamedInOrder() {
        folder.write("compose.yaml", """
                services:
                  c: {image: x, depends_on: [a]}
                  a: {image: x, links: [b]}
                  b: {image: x, depends_on: {c: {condition: service_healthy}}}
                """);
        assertThatThrownBy(folder::config).hasMessageContaining("dependency cycle detected: a -> b -> c -> a");
    }

    @Test
    void externalVolumesAndSourcesExcludeTheRest() {
        folder.write("compose.yaml", "{services: {a: {image: x}}, volumes: {v: {external: true, driver: d}}}");
        assertThatThrownBy(folder::config).hasMessageContaining("conflicting parameters \"external\" and \"driver\"");
        folder.write("compose.yaml", "{services: {a: {image: x}}, configs: {c: {file: a, content: b}}}");
        assertThatThrownBy(folder::config).hasMessageContaining("mutually exclusive");
    }

    @Test
    void profilesDecideWhoTakesPartAndWhatIsStillUsed() {
        folder.write("compose.yaml", """
                services:
                  web: {image: x, depends_on: {dbg: {condition: service_started, required: false}}}
                  dbg: {image: x, profiles: [debug], networks: [n], volumes: ["v:/v"], env_file: missing.env}
                networks: {n: }
                volumes: {v: }
                """);
        assertThat(folder.at(folder.config(), "services.dbg")).isEqualTo("absent");
        assertThat(folder.at(folder.config(), "networks")).isEqualTo("{default: {name: p_default}}");
        assertThat(folder.at(folder.config(), "volumes")).isEqualTo("absent");
        assertThatThrownBy(() -> folder.config(request -> request.withProfiles(List.of("debug"))))
                .hasMessageContaining("missing.env not found");
        folder.write("missing.env", "A=1");
        assertThat(folder.at(folder.config(request -> request.withProfiles(List.of("*"))), "services.dbg.environment"))
                .isEqualTo("{A: 1}");
        folder.set("COMPOSE_PROFILES", "x, debug");
        assertThat(folder.at(folder.config(), "services.dbg.image")).isEqualTo("x");
    }

    @Test
    void aNamedServiceBringsItsDependenciesAndItsProfile() {
        folder.write("compose.yaml", """
                services:
                  a: {image: x, depends_on: [b]}
                  b: {image: x}
                  c: {image: x, profiles: [p], depends_on: [b]}
                """);
        CanonicalStack stack = folder.config(request -> request.withServices(List.of("c")));
        assertThat(stack.tree().map("services").orElseThrow().keys()).containsExactlyInAnyOrder("b", "c");
        assertThatThrownBy(() -> folder.config(request -> request.withServices(List.of("cc"))))
                .hasMessageContaining("no such service: cc");
    }

    @Test
    void filesAreFoundUpwardsAndNamedByTheFolderOrTheFile() {
        folder.write("My Shop/stack.yaml", "services: {a: {image: '${COMPOSE_PROJECT_NAME}-${V}'}}")
                .write("My Shop/stack.override.yaml", "services: {a: {user: u}}")
                .write("My Shop/.env", "V=dot\n")
                .write("My Shop/deep/er/x", "");
        CanonicalStack found =
                StackLoader.canonical(LoadRequest.in(path.resolve("My Shop/deep/er"), java.util.Map.of()));
        assertThat(found.projectName()).isEqualTo("myshop");
        assertThat(folder.at(found, "services.a")).contains("image: myshop-dot", "user: u");
        folder.write("compose.yaml", "{name: '${N:-From File}', services: {a: {image: x}}}");
        assertThat(folder.config(request -> request).projectName()).isEqualTo("fromfile");
        folder.set("COMPOSE_PROJECT_NAME", "env");
        assertThat(folder.config(request -> request).projectName()).isEqualTo("env");
        assertThatThrownBy(() -> folder.config(request -> request.withProjectName("Bad Name")))
                .hasMessageContaining("invalid project name")
                .hasMessageContaining("use badname");
    }

    @Test
    void theEnvironmentWinsOverEnvFilesAndLaterEnvFilesOverEarlierOnes() {
        folder.write("compose.yaml", "services: {a: {image: '${A}${B}${C}'}}")
                .write("one.env", "A=1\nB=1\nC=1\n")
                .write("two.env", "B=2\nC=2\n")
                .write(".env", "A=unused\n")
                .set("C", "3");
        CanonicalStack stack = folder.config(request -> request.withEnvFiles(List.of("one.env", "two.env")));
        assertThat(folder.at(stack, "services.a.image")).isEqualTo("123");
    }

    @Test
    void standardInputIsAFileLikeAnyOther() {
        CanonicalStack stack = folder.config(request -> request.withFiles(List.of("-"))
                .withStdin("services: {a: {build: .}}".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        assertThat(folder.at(stack, "services.a.build.context")).isEqualTo("DIR");
    }

    @Test
    void whatGivesAValueIsListedWithTheWinner() {
        folder.write("compose.yaml", "services: {a: {image: 'x:${TAG:-1}', user: one}}")
                .write("over.yaml", "services: {a: {user: two}}")
                .write(".env", "TAG=2\n");
        LoadRequest request = folder.request("compose.yaml", "over.yaml");
        assertThat(StackLoader.explain(request, "a.user"))
                .extracting(Object::toString)
                .containsExactly("  compose.yaml:1:44 one", "* over.yaml:1:22 two");
        assertThat(StackLoader.explain(request, "TAG"))
                .extracting(Object::toString)
                .containsExactly("* .env:1:1 2", "  compose.yaml:1:23 1");
        assertThat(StackLoader.variables(request))
                .singleElement()
                .matches(variable -> variable.name().equals("TAG")
                        && variable.defaultValue().orElse("").equals("1"));
    }
}
