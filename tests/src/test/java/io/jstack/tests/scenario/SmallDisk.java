package io.jstack.tests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** As {@link CleanHost}, with an engine for each scenario alone, whose state lies on a disk of 48 MiB: tmpfs(5). */
public final class SmallDisk implements BeforeEachCallback, AfterEachCallback {
    private final Instance instance =
            new Instance("jstack-disk-" + ProcessHandle.current().pid());

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        Files.createDirectories(instance.state());
        run(
                "mount",
                "-t",
                "tmpfs",
                "-o",
                "size=48m,mode=700",
                instance.name(),
                instance.state().toString());
        try {
            Scenario.begin(Suite.start(instance));
        } catch (RuntimeException | AssertionError e) {
            free();
            throw e;
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        try {
            Scenario.endAll();
            CleanHost.requireClean(instance);
            Scenario.suite().stop();
        } finally {
            free();
        }
    }

    private void free() {
        run("umount", "--lazy", instance.state().toString());
        Suite.delete(instance.state());
        Suite.delete(instance.runtime());
    }

    private static void run(String... words) {
        Command.Result result = Command.of(words).run();
        assertThat(result.exitCode()).as("%s", result).isZero();
    }
}
