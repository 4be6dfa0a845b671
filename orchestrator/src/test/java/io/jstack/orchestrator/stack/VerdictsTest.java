package io.jstack.orchestrator.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jstack.orchestrator.model.Service;
import io.jstack.orchestrator.stack.report.StackError;
import io.jstack.values.JstackException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not carried out is refused or warned about where it stands; values that are, pass in silence. */
class VerdictsTest {
    @TempDir
    private Path path;

    private StackFolder folder = new StackFolder(Path.of("/"));

    @BeforeEach
    void open() {
        folder = new StackFolder(path);
    }

    private void service(String keys) {
        folder.write("compose.yaml", "services:\n  web:\n    image: x\n    " + keys + "\n");
    }

    private List<String> warnings() {
        return StackLoader.load(folder.request()).warnings().stream()
                .map(Object::toString)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "deploy: {resources: {reservations: {devices: [{capabilities: [gpu]}]}}}",
                "gpus: all",
                "userns_mode: keep-id",
                "ipc: other",
                "pid: other",
                "uts: private",
                "runtime: kata",
                "devices: [vendor.com/class=name]",
                "devices: ['/dev/fuse:/dev/fuse:rx']",
                "device_cgroup_rules: [c 1:3]",
                "security_opt: [systempaths=unconfined]",
                "platform: linux/arm64",
                "credential_spec: {file: a}",
                "network_mode: somewhere",
                "logging: {driver: syslog}",
                "volumes: [{type: image, source: x, target: /x}]",
                "volumes: [{type: bind, source: /x, target: /x, bind: {propagation: rshared}}]"
            })
    void whatCannotBeIsRefusedWhereItStands(String keys) {
        service(keys);
        assertThat(folder.config().tree().isEmpty()).isFalse();
        JstackException refused = catchThrowableOfType(JstackException.class, () -> StackLoader.load(folder.request()));
        assertThat(refused).as("accepted").isNotNull();
        assertThat(refused.problems()).allSatisfy(problem -> {
            assertThat(problem.code()).isEqualTo(StackError.UNSUPPORTED);
            assertThat(problem.place().orElseThrow().line()).isEqualTo(4);
            assertThat(problem.place().orElseThrow().column()).isPositive();
            assertThat(problem.remedy()).isNotEmpty();
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "init: true\n    pid: host",
                "networks: {default: {ipv6_address: 'fd00::5'}}",
                "storage_opt: {size: 1G}",
                "isolation: hyperv",
                "cpu_rt_runtime: 1000",
                "deploy: {rollback_config: {parallelism: 2}}",
                "deploy: {rollback_config: {failure_action: continue}}",
                "deploy: {restart_policy: {window: 1s}}",
                "deploy: {placement: {constraints: [node.role==manager]}}",
                "deploy: {mode: global-job}",
                "logging: {options: {tag: x}}",
                "network_mode: bridge",
                "use_api_socket: true",
                "build: {context: ., provenance: true}"
            })
    void whatHasNoEffectIsWarnedAboutWhereItStands(String keys) {
        service(keys);
        assertThat(warnings()).hasSize(1).allMatch(warning -> warning.startsWith("compose.yaml:4:"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "init: true",
                "init: true\n    pid: private",
                "group_add: [audio]",
                "annotations: {a: b}",
                "develop: {watch: [{path: ., action: rebuild}]}",
                "pull_policy: every_2d",
                "pre_start: [{command: [a]}]",
                "attach: false",
                "external_links: [other]",
                "platform: linux/amd64",
                "ipc: shareable",
                "userns_mode: host",
                "runtime: runc",
                "runtime: /opt/bin/runc",
                "runtime: io.containerd.runc.v2",
                "cgroup: private",
                "cgroup: host",
                "cgroup_parent: /x",
                "pid: host",
                "pid: container:other",
                "ipc: host",
                "ipc: none",
                "ipc: container:other",
                "uts: host",
                "devices: [/dev/fuse, '/dev/null:/dev/x:r']",
                "device_cgroup_rules: [c 1:3 mr, 'b 8:* rwm']",
                "security_opt: [no-new-privileges:true, seccomp=unconfined, label:disable, apparmor=unconfined]",
                "deploy: {update_config: {order: stop-first, parallelism: 2, delay: 1s, monitor: 1s}, mode: replicated}",
                "deploy: {rollback_config: {order: stop-first, delay: 1s}}",
                "volumes: [{type: bind, source: /x, target: /x, bind: {propagation: rslave}}]",
                "volumes: ['/var/run/docker.sock:/var/run/docker.sock:ro']",
                "ports: [{target: 80, name: web, app_protocol: http, mode: host}]",
                "logging: {driver: local, options: {max-size: 1m, max-file: 3}}"
            })
    void whatIsCarriedOutPassesInSilence(String keys) {
        service(keys);
        assertThat(warnings()).isEmpty();
    }

    @Test
    void networksAreBridgesOfOneSubnet() {
        folder.write("compose.yaml", """
                services: {web: {image: x, networks: [a, b, c]}}
                networks:
                  a: {driver: macvlan}
                  b: {enable_ipv4: false, ipam: {config: [{subnet: 10.1.0.0/24}, {subnet: 10.2.0.0/24}]}}
                  c:
                    enable_ipv6: true
                    attachable: true
                    driver_opts: {com.docker.network.bridge.name: br7, com.docker.network.driver.mtu: "1400"}
                    ipam: {config: [{subnet: "fd00::/64"}]}
                """);
        JstackException refused = catchThrowableOfType(JstackException.class, () -> StackLoader.load(folder.request()));
        assertThat(refused.problems())
                .extracting(problem -> problem.place().orElseThrow().line())
                .containsExactly(3, 4, 4);
        folder.write("over.yaml", """
                networks:
                  a: !reset null
                  b: !override {}
                services: {web: {networks: !override [c]}}
                """);
        assertThat(StackLoader.load(folder.request().withFiles(List.of("compose.yaml", "over.yaml")))
                        .warnings())
                .extracting(warning -> warning.place().orElseThrow().line())
                .containsExactlyInAnyOrder(6, 7, 8, 9);
    }

    @Test
    void volumeDriversAndStoresOfConfigsAreRefused() {
        folder.write("compose.yaml", """
                services: {web: {image: x, volumes: ["vol:/v"], configs: [c], secrets: [s]}}
                volumes: {vol: {driver: nfs}}
                configs: {c: {external: true}}
                secrets: {s: {external: true}}
                """);
        JstackException refused = catchThrowableOfType(JstackException.class, () -> StackLoader.load(folder.request()));
        assertThat(refused.problems())
                .extracting(problem -> problem.place().orElseThrow().line())
                .containsExactlyInAnyOrder(2, 3, 4);
    }

    @Test
    void aVolumeOfOneLetterIsSaidToLookLikeADrive() {
        service("volumes: ['v:/v']");
        assertThat(catchThrowableOfType(JstackException.class, () -> StackLoader.load(folder.request())))
                .hasMessageContaining("give the volume a name of two letters or more");
    }

    @Test
    void theExtensionIsCheckedLikeTheRest() {
        folder.write("compose.yaml", """
                x-jstack: {publsh: 127.0.0.1}
                services:
                  a: {image: x, x-jstack: {keep: maybe}}
                  b: {image: x, x-jstack: {health: {http: {port: 99999}}}}
                  c: {image: x, x-jstack: []}
                """);
        JstackException refused = catchThrowableOfType(JstackException.class, () -> folder.config());
        assertThat(refused.problems())
                .extracting(problem -> problem.place().orElseThrow().line())
                .containsExactly(1, 3, 4, 5);
        assertThat(refused).hasMessageContaining("did you mean publish?");
        folder.write("compose.yaml", "services: {a: {image: x, x-jstack: {keep: maybe}}}");
        assertThat(catchThrowableOfType(JstackException.class, () -> folder.config()))
                .hasMessageContaining("services.a.x-jstack.keep");
        folder.write("compose.yaml", "services: {a: {image: x, x-jstack: {health: {tcp: 80, http: 80}}}}");
        assertThat(catchThrowableOfType(JstackException.class, () -> StackLoader.load(folder.request())))
                .hasMessageContaining("either tcp or http");
    }

    @Test
    void aServiceTakesOverWhatTheStacksExtensionSays() {
        folder.write("compose.yaml", """
                x-jstack: {publish: 127.0.0.1, link_env: false}
                services:
                  a: {image: x, ports: ["80"]}
                  b: {image: x, ports: ["80"], x-jstack: {publish: 127.0.0.2, link_env: true}}
                """);
        Service a = loaded("a");
        Service b = loaded("b");
        assertThat(a.extension().publish()).contains("127.0.0.1");
        assertThat(a.extension().linkEnvironment()).contains(false);
        assertThat(b.extension().publish()).contains("127.0.0.2");
        assertThat(b.extension().linkEnvironment()).contains(true);
        assertThat(a.hash()).isNotEqualTo(b.hash());
    }

    @Test
    void whatATemplateBringsIntoManyServicesIsWrongOnce() {
        folder.write("compose.yaml", """
                x-t: &t {image: x, restart: 5, healthcheck: {test: [CMD, true]}}
                services: {a: *t, b: *t, c: {extends: a}}
                """);
        JstackException refused = catchThrowableOfType(JstackException.class, () -> folder.config());
        assertThat(refused.problems()).hasSize(2);
    }

    private Service loaded(String name) {
        return Objects.requireNonNull(
                StackLoader.load(folder.request()).stack().services().get(name));
    }
}
