package io.jstack.tests;

import static io.jstack.tests.scenario.Acts.jstackFails;

import io.jstack.tests.scenario.CleanHost;
import io.jstack.tests.scenario.Scenario;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A user's mistake is answered with a code, the value, the place, and a way out; never with a stack trace. */
@Tag("root")
@ExtendWith(CleanHost.class)
class BadInputScenarioTest {
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "no-such-file.yaml, no-such-file.yaml, try:",
        "empty.yaml, empty.yaml, try:",
        "no-yaml.yaml, no-yaml.yaml:, try:",
        "unknown-key.yaml, unknown-key.yaml:1:, colour",
        "unknown-dependency.yaml, unknown-dependency.yaml:4:, db",
        "cycle.yaml, cycle.yaml:, a",
        "image-missing.yaml, scenario/no-such-image:1, try:",
        "dockerfile-error.yaml, Dockerfile:2, RUNN",
        "run-fails.yaml, about to fail, 7"
    })
    void aMistakeIsAnsweredWithItsPlace(String file, String place, String value) {
        Scenario.of("bad-input", "a mistake must be answered with its place and value, and leave nothing behind")
                .with("COMPOSE_FILE", file)
                .step("up -f " + file, jstackFails(1, List.of(place, value), "-f", file, "up", "-d"));
    }
}
