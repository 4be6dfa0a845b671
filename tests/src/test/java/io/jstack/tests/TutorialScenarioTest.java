package io.jstack.tests;

import static io.jstack.tests.scenario.Acts.jstack;
import static io.jstack.tests.scenario.Acts.run;
import static io.jstack.tests.scenario.Checks.running;

import io.jstack.tests.scenario.CleanHost;
import io.jstack.tests.scenario.Scenario;
import io.jstack.tests.scenario.Transcript;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The command lines of the texts that teach containers; {@code tests/compare-commands} types the same to docker. */
@Tag("root")
@ExtendWith(CleanHost.class)
class TutorialScenarioTest {
    @Test
    void whatIsTypedWithDockerWorksWithJstackContainer() {
        Scenario scenario = Scenario.of("tutorial", "each command line of a tutorial must do what the tutorial says")
                .withFreePort("HUB")
                .step("up", jstack("up", "-d"), running("neighbour", 1));
        try {
            Transcript.play(scenario);
        } finally {
            scenario.step(
                    "remove what is left",
                    run(
                            "sh",
                            "-c",
                            "$JSTACK container rm -fv first box crate loop web peer keeper node; $JSTACK volume rm -f pool;"
                                    + " $JSTACK network rm -f mesh bridge; $JSTACK rmi -f baked:1 baked:latest flat:1; true"));
        }
    }
}
