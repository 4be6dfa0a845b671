package io.jstack.tests;

import static io.jstack.tests.scenario.Acts.jstack;
import static io.jstack.tests.scenario.Acts.jstackFails;
import static io.jstack.tests.scenario.Acts.jstackPrints;
import static io.jstack.tests.scenario.Acts.run;
import static io.jstack.tests.scenario.Checks.prints;
import static org.assertj.core.api.Assertions.assertThat;

import io.jstack.tests.scenario.CleanHost;
import io.jstack.tests.scenario.Registry;
import io.jstack.tests.scenario.Scenario;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A stack whose image lies at a registry. */
@Tag("root")
@ExtendWith(CleanHost.class)
class RegistryScenarioTest {
    private static final String IMAGE = "127.0.0.1:${REGISTRY}/team/app:1";

    @Test
    void aStackIsLockedToWhatItsRegistryHolds() {
        Scenario scenario = Scenario.of("registry", "a stack must be pinned to the bytes its registry has now");
        Registry registry = Registry.start(scenario);
        try {
            scenario.step("build and push", jstack("build", "--push", "-q"))
                    .step("each image gets its digest, also the one nobody has here", run("sh", "-ec", """
                                    $JSTACK rmi 127.0.0.1:$REGISTRY/team/app:1
                                    $JSTACK config --resolve-image-digests >whole.yaml
                                    grep -q "image: .127.0.0.1:$REGISTRY/team/app:1@sha256:" whole.yaml
                                    grep -q 'command:' whole.yaml
                                    """))
                    .step("alone, as an override", run("sh", "-ec", """
                            $JSTACK config --lock-image-digests >lock.yaml
                            [ "$(grep -c : lock.yaml)" = 3 ]
                            """))
                    .step(
                            "which the stack runs by",
                            jstack("-f", "stack.yaml", "-f", "lock.yaml", "up", "-d", "--no-build"))
                    .step("down", jstack("down", "-t", "0"))
                    .then("the tag is listed", prints("1", "registry", "tags", "127.0.0.1:${REGISTRY}/team/app"))
                    .step(
                            "and removed there",
                            jstackPrints(
                                    out -> assertThat(out).startsWith("Deleted: sha256:"), "registry", "rm", IMAGE))
                    .step(
                            "after which there is nothing to resolve",
                            jstackFails(
                                    1,
                                    List.of("image-not-found", "has no image team/app:1"),
                                    "config",
                                    "--resolve-image-digests"));
        } finally {
            registry.close();
        }
    }
}
