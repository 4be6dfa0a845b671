package io.jstack.orchestrator;

import java.nio.file.Path;
import java.util.List;

/**
 * A project at a glance.
 *
 * @param files its stack was read from; empty when that was standard input, or it has no record any more
 * @param running containers, without one-offs; {@code exited} likewise
 */
public record ProjectStatus(String name, List<Path> files, int running, int exited) {
    public ProjectStatus {
        files = List.copyOf(files);
    }
}
