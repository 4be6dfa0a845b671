package io.jstack.engine;

import io.jstack.orchestrator.model.Build;
import io.jstack.orchestrator.model.FileSource;
import io.jstack.orchestrator.model.Service;
import io.jstack.orchestrator.model.Stack;
import io.jstack.values.JstackException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An image to be built.
 *
 * @param what for errors: {@code service web}
 * @param names that the result is to go by
 * @param secrets contents of the build's secrets, by their sources
 * @param services names of the images of other services, by the services
 * @param from where the user stands: paths below it are shown relative
 */
public record BuildOrder(
        String what,
        Build build,
        List<String> names,
        Map<String, FileSource> secrets,
        Map<String, String> services,
        Path from) {
    public BuildOrder {
        names = List.copyOf(names);
        secrets = Map.copyOf(secrets);
        services = Map.copyOf(services);
    }

    /** One of no service. */
    public static BuildOrder of(Build build, List<String> names, Map<String, FileSource> secrets, Path from) {
        return new BuildOrder("jstack build", build, names, secrets, Map.of(), from);
    }

    /** By the service's {@code build} keys. */
    static BuildOrder of(Stack stack, Service service) {
        Build build = service.image()
                .build()
                .orElseThrow(() -> new JstackException(
                        EngineError.UNSUPPORTED,
                        "service %s has no build".formatted(service.name()),
                        "build: a directory with a Dockerfile"));
        List<String> names = new ArrayList<>();
        names.add(service.image().reference());
        names.addAll(build.tags());
        Map<String, String> services = new TreeMap<>();
        stack.services()
                .forEach((name, other) -> services.put(name, other.image().reference()));
        return new BuildOrder("service " + service.name(), build, names, stack.secrets(), services, stack.directory());
    }

    /** Whose images its additional contexts are. */
    List<String> servicesNeeded() {
        return build.additionalContexts().values().stream()
                .filter(context -> context.startsWith("service:"))
                .map(context -> context.substring("service:".length()))
                .toList();
    }
}
