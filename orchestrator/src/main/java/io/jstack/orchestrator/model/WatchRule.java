package io.jstack.orchestrator.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One entry of {@code develop.watch}: what is done when files of the host change.
 *
 * @param path absolute; a file, or a directory with all below it
 * @param target where it lies in the container; not needed to rebuild or restart
 * @param ignore patterns as in a {@code .dockerignore}, relative to {@code path}
 * @param include if there are any, only what they match counts
 * @param exec what runs in the container after files were synced
 * @param initialSync sync all of it when watching begins
 */
public record WatchRule(
        Path path,
        Action action,
        Optional<String> target,
        List<String> ignore,
        List<String> include,
        Optional<Lifecycle.Hook> exec,
        boolean initialSync) {
    public WatchRule {
        ignore = List.copyOf(ignore);
        include = List.copyOf(include);
    }

    /** The words of the specification. */
    public enum Action {
        REBUILD,
        RESTART,
        SYNC,
        SYNC_RESTART,
        SYNC_EXEC;

        /** Whether changed files are copied into the containers. */
        public boolean syncs() {
            return this == SYNC || this == SYNC_RESTART || this == SYNC_EXEC;
        }
    }
}
