package io.jstack.tests;

import static io.jstack.tests.scenario.Acts.jstack;
import static io.jstack.tests.scenario.Acts.jstackPrints;
import static io.jstack.tests.scenario.Checks.host;
import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.tests.scenario.CleanHost;
import io.jstack.tests.scenario.Scenario;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("root")
@ExtendWith(CleanHost.class)
class AuditScenarioTest {
    @Test
    void anAuditTellsTheCarefulFromTheCareless() {
        Scenario.of("audit", "each item must pass where the file does what it asks for, and warn where it does not")
                .step("up", jstack("up", "-d"))
                .step(
                        "spec prints what it was started from",
                        jstackPrints(
                                text -> assertThat(text)
                                        .contains(
                                                "\"ociVersion\"", "\"noNewPrivileges\" : true", "\"readonly\" : true"),
                                "spec",
                                "careful"))
                .step(
                        "careful",
                        jstackPrints(
                                text -> assertThat(text.lines().skip(1).map(line -> line.split("\\s+", 3)[1]))
                                        .as("all that is left is what jstack does not have")
                                        .containsExactly("5.2", "5.31"),
                                "audit",
                                "--failed",
                                "careful"))
                .step(
                        "careless",
                        jstackPrints(
                                text -> assertThat(text.lines()
                                                .map(line -> line.replaceAll(".*\"ID\":\"([0-9.]+)\".*", "$1")))
                                        .contains(
                                                "5.4", "5.5", "5.6", "5.11", "5.12", "5.13", "5.14", "5.15", "5.16",
                                                "5.17", "5.18", "5.21", "5.22", "5.25", "5.26", "5.27", "5.29"),
                                "audit",
                                "--failed",
                                "--format",
                                "json",
                                "careless"))
                .step(
                        "the group named stays until somebody takes it away",
                        jstack("down"),
                        host(
                                out -> {},
                                "sh",
                                "-c",
                                "rmdir /sys/fs/cgroup/*/$JSTACK_INSTANCE/below /sys/fs/cgroup/$JSTACK_INSTANCE/below 2>/dev/null || true"));
    }
}
