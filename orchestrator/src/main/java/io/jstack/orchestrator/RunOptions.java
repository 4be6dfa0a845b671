package io.jstack.orchestrator;

import io.jstack.orchestrator.model.Mount;
import io.jstack.orchestrator.model.PublishedPort;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code run} changes of a service for a one-off container. Empty values leave the service's.
 *
 * @param command instead of the service's; empty: the service's
 * @param entrypoint an empty list clears it
 * @param environment added
 * @param labels added
 * @param volumes added
 * @param publish ports published, besides the service's where {@code ports} says so
 * @param ports whether the service's own ports are published
 * @param tty whether it gets a terminal
 * @param stdin whether its standard input stays open
 * @param dependencies whether they are brought up first
 * @param name instead of {@code <project>-<service>-run-<12 hex>}
 */
public record RunOptions(
        String service,
        List<String> command,
        Optional<List<String>> entrypoint,
        Map<String, String> environment,
        Map<String, String> labels,
        List<Mount> volumes,
        List<PublishedPort> publish,
        Ports ports,
        Optional<String> user,
        Optional<String> workingDirectory,
        List<String> capAdd,
        List<String> capDrop,
        boolean tty,
        boolean stdin,
        boolean useAliases,
        UpOptions.Dependencies dependencies,
        UpOptions.Images images,
        UpOptions.Orphans orphans,
        Optional<String> name,
        String holder) {
    public RunOptions {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        labels = Map.copyOf(labels);
        volumes = List.copyOf(volumes);
        publish = List.copyOf(publish);
        capAdd = List.copyOf(capAdd);
        capDrop = List.copyOf(capDrop);
    }

    /** {@code --service-ports}. */
    public enum Ports {
        NOT_PUBLISHED,
        OF_THE_SERVICE
    }

    /** The service's own command, nothing changed. */
    public static RunOptions of(String service) {
        return new RunOptions(
                service,
                List.of(),
                Optional.empty(),
                Map.of(),
                Map.of(),
                List.of(),
                List.of(),
                Ports.NOT_PUBLISHED,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                false,
                false,
                false,
                UpOptions.Dependencies.INCLUDED,
                UpOptions.Images.AS_WRITTEN,
                UpOptions.Orphans.WARN,
                Optional.empty(),
                "run " + service);
    }
}
