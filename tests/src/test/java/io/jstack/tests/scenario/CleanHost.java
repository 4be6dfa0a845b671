package io.jstack.tests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives each scenario the run's engine, takes its stacks down when it ends, however it ends, and asserts that they left nothing on the
 * host: no link, mount, cgroup, process or file. The engine itself, its tables and the images go after the last test.
 */
public final class CleanHost implements BeforeEachCallback, AfterEachCallback {
    private static final ExtensionContext.Namespace OURS = ExtensionContext.Namespace.create(CleanHost.class);

    /** Closed by JUnit with the root context, after the last test of the run. */
    private record Kept(Suite suite) implements AutoCloseable {
        @Override
        public void close() {
            suite.close();
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        Kept kept = context.getRoot()
                .getStore(OURS)
                .getOrComputeIfAbsent(Kept.class, key -> new Kept(Suite.start()), Kept.class);
        Scenario.begin(kept.suite());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Scenario.endAll();
        requireClean(Scenario.suite().instance());
    }

    static void requireClean(Instance instance) {
        Awaitility.await("a clean host")
                .pollInSameThread()
                .atMost(Patience.seconds(20))
                .untilAsserted(() -> {
                    assertThat(instance.links()).as("links left").isEmpty();
                    assertThat(instance.mounts()).as("mounts left").isEmpty();
                    assertThat(instance.files())
                            .as("files left, beside those of an earlier test")
                            .isSubsetOf(Scenario.filesBefore());
                    assertThat(instance.cgroups())
                            .as("cgroups left")
                            .noneMatch(cgroup -> cgroup.matches(".*/[0-9a-f]{64}(/.*)?"));
                    assertThat(Instance.allHolders()).as("holders left").isSubsetOf(Scenario.holdersBefore());
                });
    }
}
