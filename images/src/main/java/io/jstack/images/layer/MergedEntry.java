package io.jstack.images.layer;

import io.jstack.runtime.kernel.FileSystemStat;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Something that a {@link MergedTree} holds.
 *
 * @param parts its real path, links resolved, each char one byte
 * @param layers where it lies, topmost first: one for a file, several for a directory
 */
public record MergedEntry(List<String> parts, FileSystemStat stat, List<Integer> layers) {
    public MergedEntry {
        parts = List.copyOf(parts);
        layers = List.copyOf(layers);
    }

    /** Its last name, each char one byte; empty for the root. */
    public String name() {
        return parts.isEmpty() ? "" : parts.get(parts.size() - 1);
    }

    byte[] path() {
        return new RawName(parts).path();
    }

    /** For people: read as UTF-8. */
    @Override
    public String toString() {
        return "/" + new String(String.join("/", parts).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
