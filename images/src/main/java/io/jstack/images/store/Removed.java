package io.jstack.images.store;

import io.jstack.images.Digest;
import io.jstack.images.Reference;
import io.jstack.values.Bytes;
import java.util.List;

/**
 * What a removal took away, as {@code docker rmi} lists it.
 *
 * @param untagged names that are gone
 * @param deleted images that are gone
 * @param freed of unpacked layers
 */
public record Removed(List<Reference> untagged, List<Digest> deleted, Bytes freed) {}
