package io.jstack.orchestrator.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jstack.orchestrator.model.Dependency.Condition;
import io.jstack.orchestrator.model.Mount;
import io.jstack.orchestrator.model.Service;
import io.jstack.orchestrator.model.Stack;
import io.jstack.orchestrator.stack.report.StackError;
import io.jstack.values.Bytes;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackLoaderTest {
    @TempDir
    private Path folder;

    private static Service service(Stack stack, String name) {
        assertThat(stack.services()).containsKey(name);
        return stack.services()
                .getOrDefault(name, stack.services().values().iterator().next());
    }

    private Stack load(String text) throws IOException {
        Files.writeString(folder.resolve("compose.yaml"), text);
        return StackLoader.load(LoadRequest.in(folder, Map.of("TAG", "17")).withProjectName("shop"))
                .stack();
    }

    @Test
    void aWebServiceAndItsDatabaseBecomeTheModel() throws IOException {
        Files.writeString(folder.resolve("db.env"), "POSTGRES_USER=app\nPOSTGRES_DB=${POSTGRES_USER}_db\n");
        Stack stack = load("""
                services:
                  web:
                    build: ./web
                    command: serve --name "my shop"
                    ports: ["127.0.0.1:8080:80", "9000-9001:9000-9001/udp"]
                    depends_on: {db: {condition: service_healthy, restart: true}}
                    mem_limit: 64m
                    cpus: 0.5
                    deploy: {replicas: 3}
                  db:
                    image: postgres:${TAG}
                    env_file: db.env
                    environment: [POSTGRES_PASSWORD=x, NOT_SET]
                    restart: on-failure:4
                    healthcheck: {test: pg_isready, interval: 1m30s}
                    volumes: [data:/var/lib/data, ./init:/docker-entrypoint-initdb.d:ro, /cache]
                    tmpfs: /run:size=1m,mode=1777
                volumes: {data: }
                """);
        Service web = service(stack, "web");
        Service db = service(stack, "db");
        assertThat(stack.project()).isEqualTo("shop");
        assertThat(web.image().reference()).isEqualTo("shop-web");
        assertThat(web.image().build().orElseThrow().context())
                .isEqualTo(folder.resolve("web").toString());
        assertThat(web.execution().command().orElseThrow()).containsExactly("serve", "--name", "my shop");
        assertThat(web.connectivity().ports())
                .extracting(Object::toString)
                .containsExactly("127.0.0.1:8080:80/tcp", "9000:9000/udp", "9001:9001/udp");
        assertThat(web.dependsOn())
                .singleElement()
                .matches(d -> d.service().equals("db") && d.condition() == Condition.HEALTHY && d.restart());
        assertThat(web.resources().memory()).contains(new Bytes(64 << 20));
        assertThat(web.resources().cpus()).contains(0.5);
        assertThat(web.replicas()).isEqualTo(3);
        assertThat(db.image().reference()).isEqualTo("postgres:17");
        assertThat(db.execution().environment())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("POSTGRES_USER", "app", "POSTGRES_DB", "app_db", "POSTGRES_PASSWORD", "x"));
        assertThat(db.lifecycle().restart().orElseThrow().maximumRetries()).contains(4);
        assertThat(db.healthcheck().orElseThrow().test().orElseThrow()).containsExactly("CMD-SHELL", "pg_isready");
        assertThat(db.healthcheck().orElseThrow().interval()).contains(Duration.ofSeconds(90));
        assertThat(db.storage().mounts())
                .hasSize(4)
                .anyMatch(mount ->
                        mount instanceof Mount.Named named && named.volume().equals("data"))
                .anyMatch(mount -> mount instanceof Mount.Bind bind
                        && bind.source().equals(folder.resolve("init"))
                        && bind.readOnly()
                        && bind.createHostPath())
                .anyMatch(mount -> mount instanceof Mount.Anonymous anonymous
                        && anonymous.target().equals("/cache"))
                .anyMatch(mount -> mount instanceof Mount.Tmpfs tmpfs
                        && tmpfs.mode().orElseThrow() == 01777
                        && tmpfs.size().orElseThrow().value() == 1 << 20);
        assertThat(stack.volumes().get("data")).matches(volume -> volume.name().equals("shop_data"));
        assertThat(stack.networks().get("default"))
                .matches(network -> network.name().equals("shop_default"));
    }

    @Test
    void everyProblemOfAFileIsShownWithItsPlaceAndAWayOut() {
        assertThatThrownBy(() -> load("""
                services:
                  web:
                    imge: nginx
                    ports: 80
                    restart: [always]
                """)).isInstanceOfSatisfying(JstackException.class, wrong -> {
            assertThat(wrong.problems())
                    .extracting(problem -> problem.code().name())
                    .containsExactly("KEY_UNKNOWN", "TYPE_MISMATCH", "TYPE_MISMATCH");
            assertThat(wrong.getMessage())
                    .contains("compose.yaml:3:5: key-unknown: services.web: additional properties 'imge' not allowed")
                    .contains("  3 |     imge: nginx\n    |     ^")
                    .contains("try: did you mean image?");
        });
    }

    @Test
    void aServiceWhoseProfileIsOffIsNoneButKnown() throws IOException {
        Stack stack = load("""
                services:
                  web: {image: nginx}
                  tool: {image: busybox, profiles: [debug], volumes: [data:/data]}
                volumes: {data: }
                """);

        assertThat(stack.services()).containsOnlyKeys("web");
        assertThat(stack.disabled()).containsExactly("tool");
        assertThat(stack.volumes()).isEmpty();
    }

    @Test
    void theExtensionIsDecodedAndCheckedLikeTheRest() throws IOException {
        Stack stack = load("""
                x-jstack: {keep: false, publish: 127.0.0.1}
                services:
                  web: {image: nginx, x-jstack: {health: {http: {port: 80, path: /up, timeout: 2s}}, link_env: false}}
                """);
        assertThat(stack.extension().keep()).contains(false);
        assertThat(stack.extension().publish()).contains("127.0.0.1");
        assertThat(service(stack, "web").extension().linkEnvironment()).contains(false);
        assertThat(service(stack, "web").extension().probe().orElseThrow())
                .hasToString("Http[port=80, path=/up, timeout=Optional[PT2S]]");
        assertThatThrownBy(() -> load("{services: {a: {image: x, x-jstack: {kep: true}}}}"))
                .hasMessageContaining("did you mean keep?");
    }

    @Test
    void theHashIsTheSameHoweverTheServiceIsWritten() throws IOException {
        String plain = service(load("""
                services: {a: {image: x, environment: {B: "2", A: "1"}, ports: ["80:80"]}}
                """), "a").hash();
        String other = service(load("""
                x-env: &env {A: "1"}
                services:
                  a:
                    ports: [{published: "80", target: 80}]
                    image: "x"
                    environment: {<<: *env, B: 2}
                    scale: 4
                """), "a").hash();
        String changed = service(
                        load("services: {a: {image: y, environment: {B: '2', A: '1'}, ports: ['80:80']}}"), "a")
                .hash();
        assertThat(other).isEqualTo(plain);
        assertThat(changed).isNotEqualTo(plain);
    }

    @Test
    void theHashChangesWithWhereASecretComesFromAndNotWithWhatItSays() throws IOException {
        String text = "{services: {a: {image: x, secrets: [s]}}, secrets: {s: {file: ./s.txt}}}";
        Files.writeString(folder.resolve("s.txt"), "one");
        String before = service(load(text), "a").hash();
        Files.writeString(folder.resolve("s.txt"), "two");
        assertThat(service(load(text), "a").hash()).isEqualTo(before);
        assertThat(service(load(text.replace("s.txt", "t.txt")), "a").hash()).isNotEqualTo(before);
    }

    @Test
    void noFileAtAllIsToldByItsCode() {
        assertThatThrownBy(() -> StackLoader.load(
                        LoadRequest.in(Path.of("/proc/self/fdinfo"), Map.of()).withFiles(List.of("none.yaml"))))
                .isInstanceOfSatisfying(
                        JstackException.class, wrong -> assertThat(wrong.code()).isEqualTo(StackError.FILE_NOT_FOUND));
    }

    @Test
    void dockersOwnBridgeIsTheStacksDefaultNetwork() throws IOException {
        Stack stack = load("services: {a: {image: x, network_mode: bridge}}");
        assertThat(service(stack, "a").connectivity().attachments())
                .singleElement()
                .matches(attachment -> attachment.network().equals("default"));
        assertThat(stack.networks().get("default"))
                .matches(network -> network.name().equals("shop_default"));
        assertThatThrownBy(() -> load("services: {a: {image: x, network_mode: other}}"))
                .hasMessageContaining("no network mode other");
    }

    @Test
    void whatHasNoEffectIsWarnedAboutAndWhatIsNotSupportedRefused() throws IOException {
        Files.writeString(folder.resolve("compose.yaml"), "services: {a: {image: x, isolation: hyperv}}");
        assertThat(StackLoader.load(LoadRequest.in(folder, Map.of())).warnings())
                .extracting(Object::toString)
                .containsExactly("compose.yaml:1:26: services.a.isolation has no effect: of Windows only");
        assertThatThrownBy(() -> load("services: {a: {image: x, logging: {driver: syslog}, gpus: all}}"))
                .hasMessageContaining("unsupported: services.a.gpus is not supported")
                .hasMessageContaining("no logging driver syslog");
    }
}
