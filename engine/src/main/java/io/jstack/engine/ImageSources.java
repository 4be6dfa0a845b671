package io.jstack.engine;

import io.jstack.images.Image;
import io.jstack.images.ImageError;
import io.jstack.images.ImageProgress;
import io.jstack.images.Platform;
import io.jstack.images.Reference;
import io.jstack.images.build.BaseImages;
import io.jstack.images.build.BuildRequest;
import io.jstack.images.distro.DistroImages;
import io.jstack.images.store.ImageStore;
import io.jstack.values.JstackException;
import java.util.Optional;

/** Where images come from that are not built: the store, this machine's distribution, a registry. */
final class ImageSources implements BaseImages {
    private final ImageStore store;
    private final DistroImages distro;

    ImageSources(ImageStore store) {
        this.store = store;
        this.distro = new DistroImages(store);
    }

    @Override
    public Image get(Reference name, BuildRequest.BasePull when, Platform platform, ImageProgress progress)
            throws InterruptedException {
        Optional<Image> here = store.find(name);
        if (DistroImages.isDistro(name)) {
            return distro.ensure(name, progress);
        }
        if (here.isPresent() && when == BuildRequest.BasePull.MISSING) {
            return here.get();
        }
        return pull(name, progress);
    }

    /** Asks the registry, also when the store has the image. */
    @SuppressWarnings("DoNotCallSuggester") // the registry's door is being put in
    Image pull(Reference name, ImageProgress progress) throws InterruptedException {
        throw new JstackException(
                ImageError.IMAGE_NOT_FOUND,
                "image %s is not here, and pulling is not there yet".formatted(name.familiar()),
                "jstack import TAR " + name.familiar());
    }
}
