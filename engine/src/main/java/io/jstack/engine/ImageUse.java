package io.jstack.engine;

import io.jstack.images.Digest;
import java.util.Set;
import java.util.stream.Collectors;

/** Which images containers were made of, running or not: those are not removed. */
final class ImageUse {
    private ImageUse() {}

    static Set<Digest> of(Containers containers) {
        return containers.all().stream()
                .map(container -> Digest.parse(container.record().imageId()))
                .collect(Collectors.toSet());
    }
}
