package io.jstack.images;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an image says about the containers made of it: the {@code config} object of its config file (OCI image spec, config.md, with
 * Docker's additions). A service of a stack file may override each.
 *
 * @param env {@code NAME=value}, in the order written
 * @param user {@code user[:group]}, names or numbers; empty is root
 * @param workingDir absolute; empty is {@code /}
 * @param exposedPorts {@code 80/tcp}, in the order written
 * @param volumes absolute paths that get an anonymous volume
 * @param shell of the shell form; empty is {@code /bin/sh -c}
 * @param onBuild instructions that a build FROM this image carries out first
 */
public record ContainerDefaults(
        String user,
        List<String> env,
        List<String> entrypoint,
        List<String> cmd,
        String workingDir,
        List<String> exposedPorts,
        List<String> volumes,
        Map<String, String> labels,
        Optional<String> stopSignal,
        Optional<Healthcheck> healthcheck,
        List<String> shell,
        List<String> onBuild) {
    public ContainerDefaults {
        env = List.copyOf(env);
        entrypoint = List.copyOf(entrypoint);
        cmd = List.copyOf(cmd);
        exposedPorts = List.copyOf(exposedPorts);
        volumes = List.copyOf(volumes);
        labels = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(labels));
        shell = List.copyOf(shell);
        onBuild = List.copyOf(onBuild);
    }

    /** Nothing said. */
    public static ContainerDefaults empty() {
        return new ContainerDefaults(
                "",
                List.of(),
                List.of(),
                List.of(),
                "",
                List.of(),
                List.of(),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of());
    }

    /** The environment by name; a later entry wins, a name without {@code =} has the empty value. */
    public Map<String, String> environment() {
        Map<String, String> result = new LinkedHashMap<>();
        for (String entry : env) {
            int equals = entry.indexOf('=');
            result.put(equals < 0 ? entry : entry.substring(0, equals), equals < 0 ? "" : entry.substring(equals + 1));
        }
        return result;
    }

    /** Entrypoint and command, as they are run together. */
    public List<String> args() {
        return java.util.stream.Stream.concat(entrypoint.stream(), cmd.stream()).toList();
    }
}
