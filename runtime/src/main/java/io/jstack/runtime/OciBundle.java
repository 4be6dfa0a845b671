package io.jstack.runtime;

import java.nio.file.Path;

/**
 * Which OCI runtime has a container, and where.
 *
 * @param directory the bundle of the runtime specification; the runtime's own state lies in it too
 */
public record OciBundle(OciRuntime runtime, Path directory) {}
