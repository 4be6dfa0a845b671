package io.jstack.orchestrator.model;

import io.jstack.values.Bytes;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code build}: how an image is made.
 *
 * @param context an absolute directory, or a URL
 * @param dockerfile relative to the context, or absolute
 * @param dockerfileInline the text itself, instead of a file
 * @param args build arguments with a value
 */
public record Build(
        String context,
        Optional<String> dockerfile,
        Optional<String> dockerfileInline,
        Map<String, String> args,
        Optional<String> target,
        List<String> tags,
        Map<String, String> labels,
        Map<String, String> additionalContexts,
        Optional<String> network,
        List<String> platforms,
        Map<String, List<String>> extraHosts,
        List<FileMount> secrets,
        Map<String, String> ssh,
        Optional<Bytes> shmSize,
        boolean noCache,
        boolean pull) {
    public Build {
        args = Ordered.copy(args);
        tags = List.copyOf(tags);
        labels = Ordered.copy(labels);
        additionalContexts = Ordered.copy(additionalContexts);
        platforms = List.copyOf(platforms);
        extraHosts = Ordered.copy(extraHosts);
        secrets = List.copyOf(secrets);
        ssh = Ordered.copy(ssh);
    }
}
