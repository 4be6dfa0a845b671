package io.jstack.runtime;

import io.jstack.runtime.kernel.Fd;

/**
 * A descriptor that a container's holder keeps while no engine runs: a log's read end, a reserved port.
 *
 * @param name by which {@link RunningContainer#kept} gives it back; letters, digits and hyphens
 * @param fd duplicated into the holder; stays the caller's
 */
public record Kept(String name, Fd fd) {}
