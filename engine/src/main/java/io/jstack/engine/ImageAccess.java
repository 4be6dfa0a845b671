package io.jstack.engine;

import io.jstack.images.ContainerDefaults;
import io.jstack.images.Image;
import io.jstack.images.ImageProgress;
import io.jstack.images.Reference;
import io.jstack.images.exchange.RootTar;
import io.jstack.images.exchange.TarImport;
import io.jstack.orchestrator.model.Service;
import io.jstack.orchestrator.model.Stack;
import io.jstack.values.Bytes;
import io.jstack.values.JstackException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The image store, as commands use it. Progress is told in lines for people. */
public final class ImageAccess {
    private final Rooms rooms;

    ImageAccess(Rooms rooms) {
        this.rooms = rooms;
    }

    /**
     * An image under one of its names.
     *
     * @param repository familiar form, {@code postgres}; {@code <none>} where it dangles
     * @param id {@code sha256:…}
     */
    public record Named(String repository, String tag, String id, Bytes size, Instant created) {}

    /** Builds the service's image; its id. */
    public String build(Stack stack, Service service, BuildWish wish, Consumer<String> progress)
            throws InterruptedException {
        return rooms.images().build(stack, service, wish, told(progress)).id().toString();
    }

    /** Pulls an image, also when the store has it; its id. */
    public String pull(String reference, Consumer<String> progress) throws InterruptedException {
        return rooms.images()
                .pull(Reference.parse(reference), told(progress))
                .id()
                .toString();
    }

    /** Newest first, one entry for each name. */
    public List<Named> list() {
        List<Named> named = new ArrayList<>();
        for (Image image : rooms.images().store().list()) {
            if (image.references().isEmpty()) {
                named.add(named(image, "<none>", "<none>"));
            }
            image.references()
                    .forEach(name -> named.add(
                            named(image, name.familiarName(), name.tag().orElse("<none>"))));
        }
        return named;
    }

    /**
     * Stores a root file system as an image; its id.
     *
     * @param changes Dockerfile instructions for its defaults, as {@code docker import --change} takes them
     */
    public String importTar(InputStream tar, String name, List<String> changes, Consumer<String> progress) {
        if (!changes.isEmpty()) {
            throw new JstackException(
                    EngineError.UNSUPPORTED, "import --change is not supported yet", "build FROM the imported image");
        }
        return new TarImport(rooms.images().store(), told(progress))
                .read(RootTar.of(tar), List.of(Reference.parse(name)), ContainerDefaults.empty(), "imported")
                .id()
                .toString();
    }

    private static Named named(Image image, String repository, String tag) {
        return new Named(repository, tag, image.id().toString(), image.size(), image.created());
    }

    private static ImageProgress told(Consumer<String> progress) {
        return event -> progress.accept(event.toString());
    }
}
