package io.jstack.orchestrator.stack.print;

/** What becomes of a dollar sign. */
public enum Dollars {
    KEPT,
    /** So that the output can be read again: a single one would begin a variable. */
    DOUBLED;

    String of(String text) {
        return this == KEPT || text.indexOf('$') < 0 ? text : text.replace("$", "$$");
    }
}
