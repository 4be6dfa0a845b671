package io.jstack.images.build;

import io.jstack.images.Image;
import io.jstack.images.ImageProgress;
import io.jstack.images.Platform;
import io.jstack.images.Reference;
import io.jstack.values.JstackException;

/** Where {@code FROM} and {@code COPY --from} get images that are no stages. */
@FunctionalInterface
public interface BaseImages {
    /**
     * The image, fetched or made when it is not here.
     *
     * @throws JstackException when there is none of that name for that platform
     */
    Image get(Reference name, BuildRequest.BasePull when, Platform platform, ImageProgress progress)
            throws InterruptedException;
}
