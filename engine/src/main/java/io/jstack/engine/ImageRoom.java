package io.jstack.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.jstack.images.Digest;
import io.jstack.images.Image;
import io.jstack.images.Reference;
import io.jstack.images.distro.DistroImages;
import io.jstack.images.store.ImageStore;
import io.jstack.images.store.Removal;
import io.jstack.orchestrator.Engine.ImageWhen;
import io.jstack.orchestrator.ImageFacts;
import io.jstack.orchestrator.model.Healthcheck;
import io.jstack.orchestrator.model.Service;
import io.jstack.orchestrator.model.Stack;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.SafePath;
import io.jstack.runtime.oci.User;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Images as containers need them: found, fetched or built, and what their files say about users. */
final class ImageRoom {
    private final ImageStore store;
    private final Cache<String, Image> byId =
            Caffeine.newBuilder().maximumSize(500).build();
    private final Cache<String, String> homes =
            Caffeine.newBuilder().maximumSize(500).build();

    private final DistroImages distro;

    ImageRoom(ImageStore store) {
        this.store = store;
        this.distro = new DistroImages(store);
    }

    ImageStore store() {
        return store;
    }

    Optional<Image> find(String id) {
        Optional<Image> known = Optional.ofNullable(byId.getIfPresent(id));
        if (known.isPresent()) {
            return known;
        }
        Optional<Image> found = store.find(id);
        found.ifPresent(image -> byId.put(id, image));
        return found;
    }

    Image require(String id) {
        return find(id).orElseGet(() -> store.get(id));
    }

    Optional<ImageFacts> facts(Service service) {
        return store.find(service.image().reference()).map(ImageRoom::facts);
    }

    ImageFacts ensure(Stack stack, Service service, ImageWhen when, Consumer<String> progress) {
        Reference name = Reference.parse(service.image().reference());
        try {
            if (DistroImages.isDistro(name)) {
                return facts(distro.ensure(name, event -> progress.accept(event.toString())));
            }
            return facts(store.get(service.image().reference()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JstackException(
                    EngineError.INTERRUPTED, "getting image %s was interrupted".formatted(name.familiar()), "");
        }
    }

    /** Drops a name; what containers use stays. */
    void remove(String reference, Set<Digest> used) {
        if (store.find(reference).isPresent()) {
            store.remove(reference, Removal.CAREFUL, used);
        }
    }

    /** The home directory of a user in the image's passwd(5); {@code /} for one it does not name. */
    String home(String imageId, User user) {
        return homes.get(
                imageId + " " + user.uid(),
                key -> passwd(require(imageId))
                        .flatMap(text -> text.lines()
                                .map(line -> line.split(":", -1))
                                .filter(fields -> fields.length > 5 && fields[2].equals(Long.toString(user.uid())))
                                .map(fields -> fields[5])
                                .findFirst())
                        .filter(home -> home.startsWith("/"))
                        .orElse(user.uid() == 0 ? "/root" : "/"));
    }

    private static Optional<String> passwd(Image image) {
        for (Path layer : image.layers()) {
            try (Fd root = Linux.open(layer.toString(), Linux.O_PATH | Linux.O_DIRECTORY)) {
                Optional<Fd> file = SafePath.find(root, "/etc/passwd", Linux.O_RDONLY);
                if (file.isPresent()) {
                    try (Fd passwd = file.get()) {
                        return Optional.of(Files.readString(Path.of("/proc/self/fd/" + passwd.number())));
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return Optional.empty();
    }

    static ImageFacts facts(Image image) {
        return new ImageFacts(
                image.id().toString(), image.config().container().healthcheck().map(ImageRoom::healthcheck));
    }

    private static Healthcheck healthcheck(io.jstack.images.Healthcheck check) {
        return new Healthcheck(
                Optional.of(check.test()).filter(test -> !test.isEmpty()),
                check.interval(),
                check.timeout(),
                check.retries(),
                check.startPeriod(),
                check.startInterval(),
                check.isNone());
    }
}
