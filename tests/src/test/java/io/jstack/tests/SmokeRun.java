package io.jstack.tests;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Runs {@link SmokeTest} where there is no Maven, and tells of each test as it ends; see {@code tests/smoke-kit}. */
final class SmokeRun implements TestExecutionListener {
    private final long began = System.nanoTime();

    private SmokeRun() {}

    public static void main(String[] arguments) {
        LauncherDiscoveryRequest smoke = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(SmokeTest.class))
                .build();
        SummaryGeneratingListener sum = new SummaryGeneratingListener();
        LauncherFactory.create().execute(smoke, sum, new SmokeRun());
        TestExecutionSummary summary = sum.getSummary();
        System.out.printf(
                "%d of %d passed on Linux %s%n",
                summary.getTestsSucceededCount(), summary.getTestsFoundCount(), System.getProperty("os.version"));
        // what the root context closes, the engine's end and what it left, is a failure of a container, not of a test
        boolean green = summary.getTestsFoundCount() > 0
                && summary.getTestsSucceededCount() == summary.getTestsFoundCount()
                && summary.getTotalFailureCount() == 0;
        System.exit(green ? 0 : 1);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (test.isTest() || result.getThrowable().isPresent()) {
            System.out.printf(
                    "%4d s  %s  %s%n",
                    (System.nanoTime() - began) / 1_000_000_000L, result.getStatus(), test.getDisplayName());
        }
        result.getThrowable().ifPresent(failure -> System.out.println(failure));
    }
}
