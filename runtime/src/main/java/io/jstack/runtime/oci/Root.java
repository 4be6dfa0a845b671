package io.jstack.runtime.oci;

/**
 * The root file system.
 *
 * @param path a directory on the host, absolute or relative to the bundle
 * @param readonly whether it is mounted read-only inside
 */
public record Root(String path, boolean readonly) {}
