package io.jstack.orchestrator;

import io.jstack.orchestrator.model.Extension;
import java.util.List;

/** One question to a running container. */
public sealed interface HealthTest {
    /**
     * A command run in the container; exit 0 is healthy.
     *
     * @param test {@code [CMD, …]} or {@code [CMD-SHELL, text]}
     */
    record Inside(List<String> test) implements HealthTest {
        public Inside {
            test = List.copyOf(test);
        }
    }

    /** A connection made from outside, in the container's network namespace: exit code 0 or 1, output says what failed. */
    record Outside(Extension.Probe probe) implements HealthTest {}
}
