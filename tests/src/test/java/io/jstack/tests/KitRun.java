package io.jstack.tests;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.jstack.tests.scenario.Patience;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/**
 * Runs test classes where there is no Maven, and tells of each test as it ends; see {@code tests/smoke-kit}. The arguments are names of
 * classes below {@code io.jstack}; none: {@link SmokeTest}.
 */
final class KitRun implements TestExecutionListener {
    private final long began = System.nanoTime();

    private KitRun() {}

    public static void main(String[] arguments) {
        Awaitility.setDefaultTimeout(Patience.seconds(10));
        List<DiscoverySelector> classes = Stream.of(arguments)
                .<DiscoverySelector>map(name -> selectClass("io.jstack." + name))
                .toList();
        LauncherDiscoveryRequest chosen = LauncherDiscoveryRequestBuilder.request()
                .selectors(classes.isEmpty() ? List.of(selectClass(SmokeTest.class)) : classes)
                .build();
        SummaryGeneratingListener sum = new SummaryGeneratingListener();
        LauncherFactory.create().execute(chosen, sum, new KitRun());
        TestExecutionSummary summary = sum.getSummary();
        // what assumes another kernel, version 1 of cgroups or none of a right, is not asked of this one
        long asked = summary.getTestsFoundCount() - summary.getTestsAbortedCount() - summary.getTestsSkippedCount();
        System.out.printf(
                "%d of %d passed on Linux %s, %d not for this host%n",
                summary.getTestsSucceededCount(),
                asked,
                System.getProperty("os.version"),
                summary.getTestsFoundCount() - asked);
        // what the root context closes, the engine's end and what it left, is a failure of a container, not of a test
        boolean green = asked > 0 && summary.getTestsSucceededCount() == asked && summary.getTotalFailureCount() == 0;
        System.exit(green ? 0 : 1);
    }

    @Override
    public void executionStarted(TestIdentifier test) {
        if (!test.isTest()) {
            System.out.printf("%s  %s%n", time(), test.getDisplayName());
        }
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (test.isTest() || result.getThrowable().isPresent()) {
            System.out.printf("%s  %s  %s%n", time(), result.getStatus(), test.getDisplayName());
        }
        result.getThrowable().ifPresent(failure -> System.out.println(failure));
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        System.out.printf("%s  SKIPPED  %s: %s%n", time(), test.getDisplayName(), reason);
    }

    private String time() {
        return "%4d s".formatted((System.nanoTime() - began) / 1_000_000_000L);
    }
}
