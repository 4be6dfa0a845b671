package io.jstack.engine;

import io.jstack.images.ImageError;
import io.jstack.images.Platform;
import io.jstack.images.Reference;
import io.jstack.images.build.BuildRequest;
import io.jstack.images.build.BuildStep.BuildNetwork;
import io.jstack.images.build.NamedContext;
import io.jstack.orchestrator.model.Build;
import io.jstack.values.JstackException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code build} keys in the words of the images room. */
final class BuildsFor {
    private BuildsFor() {}

    static BuildRequest request(BuildOrder order, BuildWish wish) {
        Build build = order.build();
        if (build.context().contains("://") || build.context().startsWith("git@")) {
            throw unsupported(order, "a build context that is a URL", "clone it, and name the directory");
        }
        checkPlatforms(order);
        Path context = Path.of(build.context());
        BuildRequest.Builder request = BuildRequest.of(context);
        if (build.dockerfileInline().isPresent()) {
            request.inline(build.dockerfileInline().get(), "dockerfile_inline of " + order.what());
        } else {
            String file = build.dockerfile().orElse("Dockerfile");
            Path path = context.resolve(file);
            request.dockerfile(path, shown(order, path));
        }
        Map<String, String> arguments = new LinkedHashMap<>(build.args());
        arguments.putAll(wish.arguments());
        List<Reference> tags = order.names().stream().map(Reference::parse).toList();
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
        build.network().ifPresent(mode -> request.network(network(order, mode)));
        Map<String, String> hosts = new LinkedHashMap<>();
        build.extraHosts().forEach((name, addresses) -> addresses.forEach(address -> hosts.put(name, address)));
        build.shmSize().ifPresent(size -> request.shm(size.value()));
        return request.extraHosts(hosts)
                .contexts(contexts(order))
                .secrets(new GivenSecrets(order, wish))
                .build();
    }

    private static void checkPlatforms(BuildOrder order) {
        List<String> platforms = order.build().platforms();
        if (!platforms.isEmpty() && platforms.stream().map(Platform::parse).noneMatch(Platform.host()::runs)) {
            throw new JstackException(
                    ImageError.PLATFORM_MISMATCH,
                    "%s is to be built for %s, and this machine is %s"
                            .formatted(order.what(), String.join(", ", platforms), Platform.host()),
                    "build it on such a machine, or add %s".formatted(Platform.host()));
        }
    }

    private static Map<String, NamedContext> contexts(BuildOrder order) {
        Map<String, NamedContext> contexts = new LinkedHashMap<>();
        order.build().additionalContexts().forEach((name, value) -> contexts.put(name, context(order, name, value)));
        return contexts;
    }

    private static NamedContext context(BuildOrder order, String name, String value) {
        if (value.startsWith("docker-image://")) {
            return new NamedContext.OfImage(value.substring("docker-image://".length()));
        }
        if (value.startsWith("service:")) {
            String service = value.substring("service:".length());
            return new NamedContext.OfImage(Optional.ofNullable(order.services().get(service))
                    .orElseThrow(() -> new JstackException(
                            EngineError.UNSUPPORTED,
                            "additional context %s of %s: there is no service %s"
                                    .formatted(name, order.what(), service),
                            "service:NAME of this file")));
        }
        if (value.contains("://") || value.startsWith("git@")) {
            throw unsupported(order, "additional context " + value, "a directory, docker-image://NAME or service:NAME");
        }
        return new NamedContext.Directory(order.from().resolve(value));
    }

    private static BuildNetwork network(BuildOrder order, String mode) {
        return switch (mode) {
            case "default", "bridge" -> BuildNetwork.DEFAULT;
            case "none" -> BuildNetwork.NONE;
            case "host" -> BuildNetwork.HOST;
            default -> throw unsupported(order, "build.network: " + mode, "default, none or host");
        };
    }

    private static String shown(BuildOrder order, Path file) {
        return file.startsWith(order.from()) ? order.from().relativize(file).toString() : file.toString();
    }

    private static JstackException unsupported(BuildOrder order, String what, String remedy) {
        return new JstackException(
                EngineError.UNSUPPORTED, "%s is not supported yet, in %s".formatted(what, order.what()), remedy);
    }
}
