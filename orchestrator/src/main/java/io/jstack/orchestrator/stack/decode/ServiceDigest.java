package io.jstack.orchestrator.stack.decode;

import io.jstack.orchestrator.model.Extension;
import io.jstack.orchestrator.model.FileSource;
import io.jstack.orchestrator.stack.print.Dollars;
import io.jstack.orchestrator.stack.print.Json;
import io.jstack.orchestrator.stack.schema.ExtensionSchema;
import io.jstack.orchestrator.stack.tree.ListNode;
import io.jstack.orchestrator.stack.tree.MapNode;
import io.jstack.orchestrator.stack.tree.Node;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The digest that decides whether a container must be made anew. It covers what a container is made from: the canonical service,
 * whatever way it was written, and where its configs and secrets come from. How many there are, how the image is built or pulled, and
 * what the service waits for do not matter to a container that runs.
 */
public final class ServiceDigest {
    private static final List<String> LEFT_OUT =
            List.of("build", "pull_policy", "pull_refresh_after", "depends_on", "scale", "profiles", "develop");

    private final Map<String, FileSource> configs;
    private final Map<String, FileSource> secrets;
    private final Map<FileSource, String> known = new HashMap<>();

    public ServiceDigest(Map<String, FileSource> configs, Map<String, FileSource> secrets) {
        this.configs = Map.copyOf(configs);
        this.secrets = Map.copyOf(secrets);
    }

    /** 64 hex digits. */
    public String of(MapNode service, Extension stack) {
        MapNode.Builder relevant = service.edit();
        LEFT_OUT.forEach(relevant::remove);
        List.copyOf(service.keys()).stream().filter(key -> key.startsWith("x-")).forEach(relevant::remove);
        service.map("deploy")
                .map(deploy ->
                        deploy.without("replicas").without("update_config").without("rollback_config"))
                .ifPresent(deploy -> relevant.put("deploy", deploy));
        MessageDigest digest = sha256();
        digest.update(Json.print(relevant.build(), Dollars.KEPT).getBytes(StandardCharsets.UTF_8));
        extension(service, stack).ifPresent(text -> digest.update(text.getBytes(StandardCharsets.UTF_8)));
        contents(service, "configs", configs)
                .forEach((source, content) ->
                        digest.update(("config " + source + " " + content + "\n").getBytes(StandardCharsets.UTF_8)));
        contents(service, "secrets", secrets)
                .forEach((source, content) ->
                        digest.update(("secret " + source + " " + content + "\n").getBytes(StandardCharsets.UTF_8)));
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Where ports are published, and whether links set variables, is settled when a container is made. */
    private static Optional<String> extension(MapNode service, Extension stack) {
        Optional<MapNode> own = service.map(ExtensionSchema.KEY);
        Optional<String> publish = own.flatMap(map -> map.text("publish")).or(stack::publish);
        Optional<String> links = own.flatMap(map -> map.text("link_env"))
                .or(() -> stack.linkEnvironment().map(String::valueOf));
        return publish.isEmpty() && links.isEmpty()
                ? Optional.empty()
                : Optional.of("x-jstack " + publish.orElse("") + " " + links.orElse("") + "\n");
    }

    private Map<String, String> contents(MapNode service, String key, Map<String, FileSource> sources) {
        Map<String, String> contents = new TreeMap<>();
        for (Node item : service.list(key).map(ListNode::items).orElse(List.of())) {
            item.asMap()
                    .flatMap(mount -> mount.text("source"))
                    .ifPresent(source -> Optional.ofNullable(sources.get(source))
                            .ifPresent(
                                    file -> contents.put(source, known.computeIfAbsent(file, ServiceDigest::content))));
        }
        return contents;
    }

    private static String content(FileSource source) {
        if (source instanceof FileSource.FromFile file) {
            // what it says is the engine's to watch: a container whose file changes is restarted, not made anew
            return file.file().toString();
        }
        if (source instanceof FileSource.Inline inline) {
            return ofText(inline.content());
        }
        if (source instanceof FileSource.FromEnvironment environment) {
            return ofText(environment.value().orElse(""));
        }
        return source.toString();
    }

    private static String ofText(String text) {
        return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
