package io.jstack.tests.scenario;

/** Something done to the system in a step. */
@FunctionalInterface
public interface Act {
    /** Does it, and tells what was seen, for the story of a failure. */
    String perform(Scenario scenario);
}
