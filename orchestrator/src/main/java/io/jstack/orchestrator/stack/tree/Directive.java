package io.jstack.orchestrator.stack.tree;

/** What a tag of the Compose Specification asks of the merge. */
public enum Directive {
    NONE,
    /** {@code !reset}: what came before is removed, and the value after the tag with it. */
    RESET,
    /** {@code !override}: what came before is replaced as a whole. */
    OVERRIDE
}
