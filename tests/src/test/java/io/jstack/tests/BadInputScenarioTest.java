package io.jstack.tests;

import static io.jstack.tests.scenario.Acts.jstack;
import static io.jstack.tests.scenario.Acts.jstackPrints;
import static io.jstack.tests.scenario.Acts.jstackRefuses;
import static io.jstack.tests.scenario.Checks.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.tests.scenario.CleanHost;
import io.jstack.tests.scenario.Scenario;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A user's mistake is answered with a code, the value, the place, and a way out; never with a stack trace. */
@Tag("root")
@ExtendWith(CleanHost.class)
class BadInputScenarioTest {
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    no-such-file.yaml|file-not-found: no-such-file.yaml: no such file|try: check the name
                    empty.yaml|empty.yaml:1:1: file-empty: |try: declare at least services:
                    no-yaml.yaml|no-yaml.yaml:4:4: yaml-invalid: |try: check the indentation
                    unknown-key.yaml|unknown-key.yaml:1:68: key-unknown: services.web: additional properties 'colour'|try: known keys
                    unknown-dependency.yaml|unknown-dependency.yaml:4:18: reference-undefined: service "web" depends on undefined service "db"|try: did you mean web?
                    cycle.yaml|cycle.yaml:4:18: cycle: dependency cycle detected: a -> b -> a|try: remove one
                    image-missing.yaml|scenario/no-such-image:1|try:
                    dockerfile-error.yaml|dockerfile-error/Dockerfile:2:1: dockerfile-invalid: unknown instruction 'RUNN'|try: write RUN
                    run-fails.yaml|run-fails/Dockerfile:2:1: run-failed: '/bin/sh -c echo about to fail && exit 7' ended with exit code 7|try: mend the command
                    """)
    void aMistakeIsAnsweredWithItsPlaceAndLeavesNothing(String file, String problem, String remedy) {
        Scenario.of(
                        "bad-input",
                        "a mistake must be answered with its code, place, value and a way out, and leave nothing")
                .with("COMPOSE_FILE", file)
                .step("the base is there", jstack("-f", "base.yaml", "pull"))
                .step("up -f " + file, jstackRefuses(1, List.of(problem, remedy), "-f", file, "up", "-d"));
    }

    /** The old container steps aside for the new one, under another name. */
    @Test
    void aReplacementThatDoesNotStartLeavesTheOldContainerItsName() {
        Scenario.of("bad-input", "a container whose replacement does not start must serve on under its name")
                .with("COMPOSE_FILE", "base.yaml")
                .step("up", jstack("up", "-d"), running("web", 1))
                .with("PROGRAM", "/no/such/program")
                .step(
                        "its program is changed to one that is not there",
                        jstackRefuses(1, List.of("/no/such/program", "try: "), "up", "-d"),
                        running("web", 1))
                .step(
                        "its name",
                        jstackPrints(
                                name -> assertThat(name).isEqualTo("bad-input-web-1\n"),
                                "ps",
                                "--format",
                                "{{.Name}}"));
    }
}
