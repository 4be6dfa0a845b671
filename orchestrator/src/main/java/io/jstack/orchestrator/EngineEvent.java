package io.jstack.orchestrator;

import io.jstack.values.ContainerId;
import java.util.Optional;

/** A hint from the engine: it only says where to look again, except an exit, which says what is to be done at once. */
public sealed interface EngineEvent {
    /** The container's process is gone. Sent once for each run, also when {@link Engine#stopContainer} ended it. */
    record Exited(String project, ContainerId id, ExitStatus status) implements EngineEvent {}

    /**
     * Something of a project changed.
     *
     * @param project empty: any
     * @param cause for people: {@code bridge deleted}
     */
    record LookAgain(Optional<String> project, String cause) implements EngineEvent {}
}
