package io.jstack.images.source;

import io.jstack.images.Image;
import io.jstack.images.ImageError;
import io.jstack.images.ImageProgress;
import io.jstack.images.Platform;
import io.jstack.images.Reference;
import io.jstack.images.build.BaseImages;
import io.jstack.images.build.BuildRequest.BasePull;
import io.jstack.images.distro.DistroImages;
import io.jstack.images.store.ImageStore;
import io.jstack.values.JstackException;
import java.util.Optional;

/** Gets images: from the store, from this machine's distribution, from their registry. */
public final class ImageSources implements BaseImages {
    private final ImageStore store;
    private final DistroImages distro;
    private final RegistryImages registries;

    public ImageSources(ImageStore store, DistroImages distro, RegistryImages registries) {
        this.store = store;
        this.distro = distro;
        this.registries = registries;
    }

    /** Pulls from the registry that a name begins with. */
    @FunctionalInterface
    public interface RegistryImages {
        /**
         * Pulls, whether or not the image is here.
         *
         * @throws JstackException {@link ImageError#IMAGE_NOT_FOUND}, {@link ImageError#REGISTRY_UNREACHABLE} and its kin
         */
        Image pull(Reference name, Platform platform, ImageProgress progress) throws InterruptedException;
    }

    /**
     * The image, brought here as {@code when} says.
     *
     * @throws JstackException {@link ImageError#IMAGE_NOT_FOUND} and what else {@link DistroImages} and {@link RegistryImages} say
     */
    public Image ensure(Reference name, PullWhen when, Platform platform, ImageProgress progress)
            throws InterruptedException {
        Optional<Image> here = store.find(name);
        if (DistroImages.isDistro(name)) {
            return here.isPresent() ? here.get() : distro.ensure(name, progress);
        }
        if (when != PullWhen.ALWAYS && here.isPresent()) {
            return here.get();
        }
        if (when == PullWhen.NEVER) {
            throw new JstackException(
                    ImageError.IMAGE_NOT_FOUND,
                    "image %s is not here, and its pull policy is never".formatted(name.familiar()),
                    "pull it with jstack pull, or build it");
        }
        return registries.pull(name, platform, progress);
    }

    @Override
    public Image get(Reference name, BasePull when, Platform platform, ImageProgress progress)
            throws InterruptedException {
        return ensure(name, when == BasePull.ALWAYS ? PullWhen.ALWAYS : PullWhen.MISSING, platform, progress);
    }
}
