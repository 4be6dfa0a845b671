package io.jstack.images;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An image's config file: what it runs on, its container defaults, its layers' diff IDs, its history (OCI image spec, config.md).
 * {@link ConfigJson} reads and writes it; the digest of that text is the image's id.
 *
 * @param diffIds digests of the uncompressed layers, lowest first
 * @param history oldest first
 */
public record ImageConfig(
        Platform platform,
        Optional<Instant> created,
        Optional<String> author,
        ContainerDefaults container,
        List<Digest> diffIds,
        List<History> history) {
    public ImageConfig {
        diffIds = List.copyOf(diffIds);
        history = List.copyOf(history);
    }

    /** The same, for other containers. */
    public ImageConfig with(ContainerDefaults other) {
        return new ImageConfig(platform, created, author, other, diffIds, history);
    }
}
