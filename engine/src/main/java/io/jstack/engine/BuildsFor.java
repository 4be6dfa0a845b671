package io.jstack.engine;

import io.jstack.images.Reference;
import io.jstack.images.build.BuildRequest;
import io.jstack.images.build.BuildStep.BuildNetwork;
import io.jstack.orchestrator.model.Build;
import io.jstack.orchestrator.model.Service;
import io.jstack.orchestrator.model.Stack;
import io.jstack.values.JstackException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A service's {@code build} keys in the words of the images room. */
final class BuildsFor {
    private BuildsFor() {}

    static BuildRequest request(Stack stack, Service service, BuildWish wish) {
        Build build = service.image()
                .build()
                .orElseThrow(() -> new JstackException(
                        EngineError.UNSUPPORTED,
                        "service %s has no build".formatted(service.name()),
                        "build: a directory with a Dockerfile"));
        if (build.context().contains("://") || build.context().startsWith("git@")) {
            throw unsupported(service, "a build context that is a URL", "clone it, and name the directory");
        }
        if (!build.additionalContexts().isEmpty()) {
            throw unsupported(service, "build.additional_contexts", "COPY --from an image instead");
        }
        if (!build.secrets().isEmpty() || !build.ssh().isEmpty()) {
            throw unsupported(service, "build.secrets and build.ssh", "leave them out");
        }
        Path context = Path.of(build.context());
        BuildRequest.Builder request = BuildRequest.of(context);
        if (build.dockerfileInline().isPresent()) {
            request.inline(build.dockerfileInline().get(), "dockerfile_inline of " + service.name());
        } else {
            String file = build.dockerfile().orElse("Dockerfile");
            Path path = context.resolve(file);
            request.dockerfile(path, shown(stack, path));
        }
        Map<String, String> arguments = new LinkedHashMap<>(build.args());
        arguments.putAll(wish.arguments());
        List<Reference> tags = new ArrayList<>();
        tags.add(Reference.parse(service.image().reference()));
        build.tags().forEach(tag -> tags.add(Reference.parse(tag)));
        request.args(arguments).tags(tags).labels(build.labels());
        build.target().ifPresent(request::target);
        request.cache(
                build.noCache() || wish.cache() == BuildWish.Cache.IGNORED
                        ? BuildRequest.CacheUse.IGNORE
                        : BuildRequest.CacheUse.USE);
        request.pull(
                build.pull() || wish.bases() == BuildWish.Bases.PULLED
                        ? BuildRequest.BasePull.ALWAYS
                        : BuildRequest.BasePull.MISSING);
        build.network().ifPresent(mode -> request.network(network(service, mode)));
        Map<String, String> hosts = new LinkedHashMap<>();
        build.extraHosts().forEach((name, addresses) -> addresses.forEach(address -> hosts.put(name, address)));
        return request.extraHosts(hosts).build();
    }

    private static BuildNetwork network(Service service, String mode) {
        return switch (mode) {
            case "default", "bridge" -> BuildNetwork.DEFAULT;
            case "none" -> BuildNetwork.NONE;
            case "host" -> BuildNetwork.HOST;
            default -> throw unsupported(service, "build.network: " + mode, "default, none or host");
        };
    }

    private static String shown(Stack stack, Path file) {
        return file.startsWith(stack.directory())
                ? stack.directory().relativize(file).toString()
                : file.toString();
    }

    private static JstackException unsupported(Service service, String what, String remedy) {
        return new JstackException(
                EngineError.UNSUPPORTED,
                "%s is not supported yet, in service %s".formatted(what, service.name()),
                remedy);
    }
}
