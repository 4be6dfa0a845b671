package io.jstack.images;

import java.util.Map;
import java.util.Optional;

/**
 * Points at content: what it is, its digest and its exact size (OCI image spec, descriptor.md).
 *
 * @param size in bytes
 * @param platform only in an index
 */
public record Descriptor(
        String mediaType, Digest digest, long size, Optional<Platform> platform, Map<String, String> annotations) {
    public Descriptor {
        if (size < 0) {
            throw new IllegalArgumentException("size of " + digest + " is negative: " + size);
        }
        annotations = Map.copyOf(annotations);
    }

    public static Descriptor of(String mediaType, Digest digest, long size) {
        return new Descriptor(mediaType, digest, size, Optional.empty(), Map.of());
    }
}
