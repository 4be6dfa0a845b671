package io.jstack.engine;

import io.jstack.orchestrator.model.Dependency;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The labels docker compose puts on what it makes, so that its users' filters and tools find the same things. */
final class Labels {
    static final String PROJECT = "com.docker.compose.project";
    /** Where the orchestrator's hash of a volume is kept. */
    static final String HASH = "com.docker.compose.config-hash";

    private static final String PREFIX = "com.docker.compose.";

    private Labels() {}

    static Map<String, String> ofContainer(ContainerRecord record) {
        Map<String, String> labels = new LinkedHashMap<>(record.service().labels());
        labels.put(PREFIX + "project", record.project());
        labels.put(PREFIX + "service", record.service().name());
        labels.put(PREFIX + "container-number", Integer.toString(Math.max(record.number(), 1)));
        labels.put(PREFIX + "oneoff", record.isOneOff() ? "True" : "False");
        labels.put(PREFIX + "config-hash", record.hash());
        labels.put(PREFIX + "image", record.imageId());
        labels.put(PREFIX + "project.working_dir", record.directory().toString());
        labels.put(
                PREFIX + "project.config_files",
                record.files().stream().map(Path::toString).collect(Collectors.joining(",")));
        labels.put(
                PREFIX + "depends_on",
                record.service().dependsOn().stream().map(Labels::dependency).collect(Collectors.joining(",")));
        record.slug().ifPresent(slug -> labels.put(PREFIX + "slug", slug));
        return labels;
    }

    static Map<String, String> ofVolume(String project, String key, String hash) {
        return Map.of(PREFIX + "project", project, PREFIX + "volume", key, HASH, hash);
    }

    static Map<String, String> ofNetwork(String project, String key) {
        return Map.of(PREFIX + "project", project, PREFIX + "network", key);
    }

    private static String dependency(Dependency dependency) {
        return dependency.service() + ":" + dependency.condition().key() + ":" + dependency.restart();
    }
}
