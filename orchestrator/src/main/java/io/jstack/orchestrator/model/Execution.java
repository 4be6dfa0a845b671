package io.jstack.orchestrator.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What runs in the container.
 *
 * @param entrypoint empty: the image's; an empty list clears it
 * @param command empty: the image's, unless {@code entrypoint} is set; an empty list clears it
 * @param environment resolved: env files and {@code environment} merged, entries without a value dropped
 * @param user {@code user[:group]}, names or numbers, resolved in the image
 */
public record Execution(
        Optional<List<String>> entrypoint,
        Optional<List<String>> command,
        Map<String, String> environment,
        Optional<String> workingDirectory,
        Optional<String> user,
        List<String> groupAdd,
        boolean init,
        boolean tty,
        boolean stdinOpen,
        boolean attach) {
    public Execution {
        environment = Ordered.copy(environment);
        groupAdd = List.copyOf(groupAdd);
    }
}
