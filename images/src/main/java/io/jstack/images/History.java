package io.jstack.images;

import java.time.Instant;
import java.util.Optional;

/**
 * How one step of an image came to be (OCI image spec, config.md, {@code history}).
 *
 * @param createdBy the instruction, as Docker writes it: {@code RUN /bin/sh -c … # buildkit}
 * @param layer whether the step made a layer of its own
 */
public record History(
        Optional<Instant> created,
        String createdBy,
        Optional<String> author,
        Optional<String> comment,
        LayerEffect layer) {
    /** What a step did to the file system. */
    public enum LayerEffect {
        /** One entry of {@code diff_ids} is this step's. */
        LAYER,
        /** Only the config changed ({@code empty_layer}). */
        EMPTY
    }
}
