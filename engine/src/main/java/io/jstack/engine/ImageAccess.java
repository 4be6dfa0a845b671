package io.jstack.engine;

import io.jstack.images.ContainerDefaults;
import io.jstack.images.Image;
import io.jstack.images.ImageProgress;
import io.jstack.images.Reference;
import io.jstack.images.exchange.RootTar;
import io.jstack.images.exchange.TarImport;
import io.jstack.orchestrator.model.Service;
import io.jstack.orchestrator.model.Stack;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** The image store, as commands use it. */
public final class ImageAccess {
    private final Rooms rooms;

    ImageAccess(Rooms rooms) {
        this.rooms = rooms;
    }

    /** Builds the service's image. */
    public Image build(Stack stack, Service service, BuildWish wish, ImageProgress progress)
            throws InterruptedException {
        return rooms.images().build(stack, service, wish, progress);
    }

    /** Pulls an image, also when the store has it. */
    public Image pull(String reference, ImageProgress progress) throws InterruptedException {
        return rooms.images().pull(Reference.parse(reference), progress);
    }

    /** Newest first. */
    public List<Image> list() {
        return rooms.images().store().list();
    }

    /**
     * Stores a root file system as an image.
     *
     * @param changes Dockerfile instructions for its defaults, as {@code docker import --change} takes them
     */
    public Image importTar(InputStream tar, String name, List<String> changes, ImageProgress progress)
            throws IOException {
        if (!changes.isEmpty()) {
            throw new JstackException(
                    EngineError.UNSUPPORTED, "import --change is not supported yet", "build FROM the imported image");
        }
        return new TarImport(rooms.images().store(), progress)
                .read(RootTar.of(tar), List.of(Reference.parse(name)), ContainerDefaults.empty(), "imported");
    }
}
