package io.jstack.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.jstack.images.Digest;
import io.jstack.images.Image;
import io.jstack.images.ImageProgress;
import io.jstack.images.Platform;
import io.jstack.images.Reference;
import io.jstack.images.build.BuildContainers;
import io.jstack.images.build.ImageBuilder;
import io.jstack.images.distro.DistroImages;
import io.jstack.images.registry.EnvironmentProxies;
import io.jstack.images.registry.RegistryLogin;
import io.jstack.images.registry.RegistryPull;
import io.jstack.images.registry.RegistryPush;
import io.jstack.images.registry.RegistrySettings;
import io.jstack.images.registry.RemoteRepository;
import io.jstack.images.source.ImageSources;
import io.jstack.images.source.PullWhen;
import io.jstack.images.store.ImageStore;
import io.jstack.images.store.Removal;
import io.jstack.orchestrator.Engine.ImageWhen;
import io.jstack.orchestrator.ImageFacts;
import io.jstack.orchestrator.model.Healthcheck;
import io.jstack.orchestrator.model.Service;
import io.jstack.orchestrator.model.Stack;
import io.jstack.runtime.oci.User;
import io.jstack.values.JstackException;
import java.net.ProxySelector;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Images as containers need them: found, fetched or built, and what their files say about users. */
final class ImageRoom {
    private final ImageStore store;
    private final Cache<String, Image> byId =
            Caffeine.newBuilder().maximumSize(500).executor(Runnable::run).build();
    private final Cache<String, String> homes =
            Caffeine.newBuilder().maximumSize(500).executor(Runnable::run).build();

    private final ImageSources sources;
    private final RegistryPush push;
    private final RegistryLogin login;
    private final RemoteRepository remote;
    private final ImageBuilder builder;
    private final PullTimes pulls;

    ImageRoom(ImageStore store, BuildContainers containers, PullTimes pulls) {
        this.store = store;
        RegistrySettings settings = RegistrySettings.ofHost();
        ProxySelector.setDefault(new EnvironmentProxies(System.getenv()));
        this.sources = new ImageSources(store, new DistroImages(store), new RegistryPull(store, settings));
        this.push = new RegistryPush(store, settings);
        this.login = new RegistryLogin(settings);
        this.remote = new RemoteRepository(settings);
        this.pulls = pulls;
        this.builder = new ImageBuilder(store, sources, containers);
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

    /** The service's image as {@code when} says: from the store, built, or fetched. */
    ImageFacts ensure(Stack stack, Service service, ImageWhen when, Consumer<String> progress) {
        ImageProgress told = event -> progress.accept(event.toString());
        try {
            return facts(get(stack, service, when, told));
        } catch (InterruptedException e) {
            throw interrupted(service.image().reference());
        }
    }

    private Image get(Stack stack, Service service, ImageWhen when, ImageProgress progress)
            throws InterruptedException {
        Reference name = Reference.parse(service.image().reference());
        Optional<Image> here = store.find(name);
        boolean built = service.image().build().isPresent();
        return switch (when) {
            case NEVER -> store.get(service.image().reference());
            case PULL -> pull(name, Platform.host(), progress);
            case BUILD -> build(stack, service, BuildWish.PLAIN, progress);
            case PULL_AND_BUILD -> build(stack, service, BuildWish.PLAIN.withFreshBases(), progress);
            case MISSING_NO_BUILD ->
                here.isPresent() ? here.get() : sources.ensure(name, PullWhen.MISSING, Platform.host(), progress);
            case MISSING -> {
                if (here.isPresent()) {
                    yield here.get();
                }
                yield built
                        ? build(stack, service, BuildWish.PLAIN, progress)
                        : sources.ensure(name, PullWhen.MISSING, Platform.host(), progress);
            }
            case REFRESH -> {
                Duration age = service.image().refreshAfter().orElse(Duration.ZERO);
                yield here.isPresent() && pulls.isFresh(name, age) ? here.get() : pull(name, Platform.host(), progress);
            }
        };
    }

    /** Builds the service's image by its {@code build} keys; first those of services that it takes files from. */
    Image build(Stack stack, Service service, BuildWish wish, ImageProgress progress) throws InterruptedException {
        return build(stack, service, wish, progress, Set.of());
    }

    private Image build(Stack stack, Service service, BuildWish wish, ImageProgress progress, Set<String> under)
            throws InterruptedException {
        BuildOrder order = BuildOrder.of(stack, service);
        for (String needed : order.servicesNeeded()) {
            Service other = stack.services().get(needed);
            if (under.contains(needed) || needed.equals(service.name())) {
                throw new JstackException(
                        EngineError.UNSUPPORTED,
                        "the builds of services %s and %s need each other".formatted(service.name(), needed),
                        "take one of the additional_contexts out");
            }
            if (other != null && other.image().build().isPresent()) {
                Set<String> deeper = new HashSet<>(under);
                deeper.add(service.name());
                build(stack, other, wish, progress, deeper);
            }
        }
        return build(order, wish, progress);
    }

    Image build(BuildOrder order, BuildWish wish, ImageProgress progress) throws InterruptedException {
        return builder.build(BuildsFor.request(order, wish), progress);
    }

    /** Asks the registry, also when the store has the image. */
    Image pull(Reference name, Platform platform, ImageProgress progress) throws InterruptedException {
        Image image = sources.ensure(name, PullWhen.ALWAYS, platform, progress);
        pulls.note(name);
        return image;
    }

    /** The image of that name, fetched when the store has none. */
    Image named(String reference) {
        try {
            return sources.ensure(Reference.parse(reference), PullWhen.MISSING, Platform.host(), event -> {});
        } catch (InterruptedException e) {
            throw interrupted(reference);
        }
    }

    private static JstackException interrupted(String reference) {
        Thread.currentThread().interrupt();
        return new JstackException(
                EngineError.INTERRUPTED, "getting image %s was interrupted".formatted(reference), "");
    }

    /** Pushes to the registry in the name; the manifest's digest. */
    Digest push(Reference name, ImageProgress progress) throws InterruptedException {
        return push.push(name, progress);
    }

    RemoteRepository remote() {
        return remote;
    }

    RegistryLogin login() {
        return login;
    }

    /** Drops a name; what containers use stays. */
    void remove(String reference, Set<Digest> used) {
        if (store.find(reference).isPresent()) {
            store.remove(reference, Removal.CAREFUL, used);
        }
    }

    /** As {@link HomeDirectory} finds it. */
    String home(String imageId, User user) {
        return homes.get(
                imageId + " " + user.uid(),
                key -> HomeDirectory.of(user, require(imageId).layers()));
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
