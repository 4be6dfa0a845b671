package io.jstack.images.store;

import io.jstack.images.Descriptor;
import io.jstack.images.Digest;
import io.jstack.values.Bytes;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An unpacked layer of the store.
 *
 * @param tree the directory overlayfs stacks
 * @param size of its regular files
 * @param above chain ID of the layers below, when the tree suits no others
 * @param blob the packed layer, when it is kept
 */
public record Layer(
        LayerId id, Path tree, Digest diffId, Bytes size, Optional<Digest> above, Optional<Descriptor> blob) {}
