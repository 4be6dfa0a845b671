package io.jstack.orchestrator.stack.assembly;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one project, or one include, is read in.
 *
 * @param directory where relative names of other stack files are looked up
 * @param folder what is put before relative paths: {@code directory}, or for an include the way to it
 * @param environment variables for interpolation
 * @param including the files that lead here, outermost first
 */
record Surroundings(Path directory, String folder, Map<String, String> environment, List<Path> including) {
    Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name));
    }
}
