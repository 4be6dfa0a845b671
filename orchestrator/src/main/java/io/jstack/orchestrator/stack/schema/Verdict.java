package io.jstack.orchestrator.stack.schema;

/**
 * What jstack does with a key of the Compose Specification.
 *
 * @param note of what is implemented, the part that is not, or the difference; of the rest, the reason
 */
public record Verdict(Kind kind, String note) {
    static final Verdict IMPLEMENTED = new Verdict(Kind.IMPLEMENTED, "");

    /** There is no fourth: a key that is silently ignored is a defect. */
    public enum Kind {
        /** It works in the running stack. */
        IMPLEMENTED,
        /** It is read and printed, has no effect here, and the user is told. */
        WARNED,
        /** The stack is not started, and the user is told why. */
        REFUSED
    }
}
