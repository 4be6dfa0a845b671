package io.jstack.images;

import io.jstack.values.Bytes;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * An image in the store, ready to run.
 *
 * @param id digest of its config file: what {@code docker images --no-trunc} prints
 * @param references the names it goes by, sorted; none when it dangles
 * @param layers the unpacked layers in the order of overlayfs {@code lowerdir}: topmost first. All lie in one directory and have
 *     short names, so that 127 of them fit into one mount(2) when named relative to it
 * @param size of all its layers, unpacked
 * @param created when it was built, not when it came here
 */
public record Image(
        Digest id, List<Reference> references, ImageConfig config, List<Path> layers, Bytes size, Instant created) {
    public Image {
        references = List.copyOf(references);
        layers = List.copyOf(layers);
    }
}
