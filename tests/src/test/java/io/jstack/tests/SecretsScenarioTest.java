package io.jstack.tests;

import static io.jstack.tests.scenario.Acts.jstack;
import static io.jstack.tests.scenario.Acts.jstackPrints;
import static io.jstack.tests.scenario.Checks.answersIn;
import static io.jstack.tests.scenario.Checks.host;
import static io.jstack.tests.scenario.Checks.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.tests.scenario.CleanHost;
import io.jstack.tests.scenario.Scenario;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("root")
@ExtendWith(CleanHost.class)
class SecretsScenarioTest {
    private static final String TYPED = "from-the-environment-7d20";

    @Test
    void aSecretIsInMemoryAndNowhereElse() {
        Scenario.of("secrets", "a secret must be readable by its service, and by nobody and nothing else")
                .with("SCENARIO_SECRET", TYPED)
                .step("up", jstack("up", "-d"), running("keeper", 1))
                .then(
                        "its service reads it, as its own user",
                        answersIn("keeper", TYPED, "cat", "/run/secrets/typed"),
                        answersIn("keeper", "440 7", "stat", "-c", "%a %u", "/etc/keys/filed"))
                .then(
                        "it lies on a tmpfs",
                        host(
                                found -> assertThat(found.lines())
                                        .isNotEmpty()
                                        .allMatch(line -> line.startsWith("tmpfs ")),
                                "sh",
                                "-c",
                                "find /run/$JSTACK_INSTANCE -name typed -o -name filed | xargs stat -f -c '%T %n'"))
                .then(
                        "no file of the engine's state has it",
                        host(
                                found -> assertThat(found).isEmpty(),
                                "sh",
                                "-c",
                                "grep -rl " + TYPED + " /var/lib/$JSTACK_INSTANCE || true"))
                .step(
                        "inspect does not tell it",
                        jstackPrints(text -> assertThat(text).doesNotContain(TYPED), "inspect", "secrets-keeper-1"))
                .step("the next run has it too", jstack("restart", "-t", "0", "keeper"), running("keeper", 1))
                .then("as it was", answersIn("keeper", TYPED, "cat", "/run/secrets/typed"));
    }
}
