package io.jstack.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jstack.tests.scenario.Scenario;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** jstack and a real Docker Engine in one network namespace: {@code tests/beside-docker}, where a Docker Engine is set up. */
@Tag("root")
@Tag("long")
class BesideDockerTest {
    @Test
    void bothEnginesContainersKeepTheirNetworks() throws IOException, InterruptedException {
        assumeTrue(
                System.getenv("JSTACK_BENCH_PEERS") != null,
                "NOT RUN: no Docker Engine to live beside; set one up, and JSTACK_BENCH_PEERS to where its lib.sh is");
        Process script = new ProcessBuilder(
                        Scenario.repository().resolve("tests/beside-docker").toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        System.out.println(said);
        assertThat(script.waitFor()).as(said).isZero();
        assertThat(said).contains("all as it should be").doesNotContain("FAILED");
    }
}
