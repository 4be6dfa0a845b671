package io.jstack.volumes;

/** Compose's {@code bind.create_host_path}: what happens when the source of a bind is not there. */
public enum CreateHostPath {
    /** Make an empty directory, owned by root, mode 0755, as Docker does. */
    CREATE,
    /** Refuse with the resolved path (compose#13602). */
    REQUIRE
}
