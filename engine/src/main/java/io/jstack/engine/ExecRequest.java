package io.jstack.engine;

import java.util.List;
import java.util.Optional;

/**
 * A command to run in a running container.
 *
 * @param environment {@code NAME=value}, on top of the container's
 * @param user instead of the container's
 * @param directory instead of the container's working directory
 * @param tty whether it gets a pseudo terminal of its own
 */
public record ExecRequest(
        List<String> command,
        List<String> environment,
        Optional<String> user,
        Optional<String> directory,
        Privilege privilege,
        boolean tty) {
    public ExecRequest {
        command = List.copyOf(command);
        environment = List.copyOf(environment);
    }

    /** {@code exec --privileged}. */
    public enum Privilege {
        AS_THE_CONTAINER,
        ALL
    }
}
