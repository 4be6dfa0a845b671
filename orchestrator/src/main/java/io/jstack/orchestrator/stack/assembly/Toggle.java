package io.jstack.orchestrator.stack.assembly;

/** Phases an assembly leaves out. */
public enum Toggle {
    INTERPOLATION,
    PATHS
}
