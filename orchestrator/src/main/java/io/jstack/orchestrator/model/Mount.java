package io.jstack.orchestrator.model;

import io.jstack.values.Bytes;
import io.jstack.values.Place;
import java.nio.file.Path;
import java.util.Optional;

/** One entry of {@code volumes} or {@code tmpfs}. */
public sealed interface Mount {
    /** An absolute, clean path in the container. */
    String target();

    boolean readOnly();

    /** A named volume: {@code volume} is its key in the stack. */
    record Named(String volume, String target, boolean readOnly, Optional<String> subpath, boolean noCopy)
            implements Mount {}

    /** A volume without a name: kept across recreate, removed with its last user. */
    record Anonymous(String target, boolean readOnly, boolean noCopy) implements Mount {}

    /**
     * A host directory or file.
     *
     * @param createHostPath make a missing source as a directory
     * @param propagation {@code rprivate} when empty; mount_namespaces(7)
     */
    record Bind(
            Path source,
            String target,
            boolean readOnly,
            boolean createHostPath,
            Optional<String> propagation,
            Optional<Place> place)
            implements Mount {}

    /**
     * Memory, gone with the container.
     *
     * @param mode permission bits, as in 01777
     */
    record Tmpfs(
            String target, boolean readOnly, Optional<Bytes> size, Optional<Integer> mode, Optional<String> options)
            implements Mount {}

    /** The tree of an image ({@code type: image}). */
    record FromImage(String reference, String target, Optional<String> subpath) implements Mount {
        @Override
        public boolean readOnly() {
            return true;
        }
    }
}
