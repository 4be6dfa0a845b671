package io.jstack.tests.scenario;

/** Something that must be so; its {@code toString} says what. */
public interface Check {
    /** Throws an {@link AssertionError} where it is not so. */
    void verify(Scenario scenario);
}
