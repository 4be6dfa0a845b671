package io.jstack.tests.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;

/** Debian's docker-registry on {@code 127.0.0.1:${REGISTRY}}, for as long as it is open. */
public final class Registry implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/bin/docker-registry");

    private final Process process;

    private Registry(Process process) {
        this.process = process;
    }

    /** Skips the test, and says so, on a machine without the package. */
    public static Registry start(Scenario scenario) {
        Assumptions.assumeTrue(
                Files.isExecutable(PROGRAM), "docker-registry is not installed: apt-get install docker-registry");
        scenario.withFreePort("REGISTRY");
        Path directory = scenario.directory();
        try {
            Path config = Files.writeString(directory.resolve("registry.yml"), """
                    version: 0.1
                    storage: {filesystem: {rootdirectory: %s}, delete: {enabled: true}}
                    http: {addr: '127.0.0.1:%s'}
                    """.formatted(
                            directory.resolve("registry"), scenario.variable("REGISTRY")));
            return new Registry(new ProcessBuilder(PROGRAM.toString(), "serve", config.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("registry.log").toFile())
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> !process.isAlive());
    }
}
