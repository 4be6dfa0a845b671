package io.jstack.engine;

import io.jstack.images.Image;
import io.jstack.images.ImageProgress;
import io.jstack.images.Platform;
import io.jstack.images.Reference;
import io.jstack.images.build.BaseImages;
import io.jstack.images.build.BuildRequest;
import io.jstack.images.distro.DistroImages;
import io.jstack.images.registry.RegistryPull;
import io.jstack.images.registry.RegistrySettings;
import io.jstack.images.store.ImageStore;
import java.util.Optional;

/** Where images come from that are not built: the store, this machine's distribution, a registry. */
final class ImageSources implements BaseImages {
    private final ImageStore store;
    private final DistroImages distro;
    private final RegistryPull registries;

    ImageSources(ImageStore store) {
        this.store = store;
        this.distro = new DistroImages(store);
        this.registries = new RegistryPull(store, RegistrySettings.defaults());
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
    Image pull(Reference name, ImageProgress progress) throws InterruptedException {
        return registries.pull(name, Platform.host(), progress);
    }
}
