package io.jstack.images.build;

import io.jstack.images.Image;
import io.jstack.images.ImageError;
import io.jstack.images.ImageProgress;
import io.jstack.images.Reference;
import io.jstack.images.store.CacheMounts;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** One build: what all its stages share. */
final class Build {
    private static final Set<String> PROXIES =
            Set.of("HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY", "ALL_PROXY");

    private final BuildRequest request;
    private final Stages stages;
    private final LayerMaker maker;
    private final ContentHashes hashes;
    private final CacheMounts caches;
    private final BaseImages bases;
    private final BuildContainers containers;
    private final ImageProgress progress;
    private final IgnoreFile ignore;
    private final Map<Integer, StageState> finished = new ConcurrentHashMap<>();

    Build(
            BuildRequest request,
            Stages stages,
            LayerMaker maker,
            ContentHashes hashes,
            CacheMounts caches,
            BaseImages bases,
            BuildContainers containers,
            ImageProgress progress,
            IgnoreFile ignore) {
        this.request = request;
        this.stages = stages;
        this.maker = maker;
        this.hashes = hashes;
        this.caches = caches;
        this.bases = bases;
        this.containers = containers;
        this.progress = progress;
        this.ignore = ignore;
    }

    BuildRequest request() {
        return request;
    }

    Stages stages() {
        return stages;
    }

    LayerMaker maker() {
        return maker;
    }

    ContentHashes hashes() {
        return hashes;
    }

    CacheMounts caches() {
        return caches;
    }

    BuildContainers containers() {
        return containers;
    }

    ImageProgress progress() {
        return progress;
    }

    void finish(Stage stage, StageState state) {
        finished.put(stage.index(), state);
    }

    Optional<StageState> finished(Stage stage) {
        return Optional.ofNullable(finished.get(stage.index()));
    }

    Image image(Reference name) throws InterruptedException {
        return bases.get(name, request.pull(), request.platform(), progress);
    }

    Path freshTree(StageState state) throws IOException {
        return maker.store()
                .layers()
                .freshTree(
                        state.layers.isEmpty()
                                ? Optional.empty()
                                : Optional.of(state.layers
                                        .get(state.layers.size() - 1)
                                        .tree()));
    }

    /** What COPY, ADD and bind mounts read from: the context, or what {@code from} names. */
    SourceTree source(Optional<String> from) throws InterruptedException {
        if (from.isEmpty()) {
            return SourceTree.context(request.context(), ignore);
        }
        String name = from.get();
        Optional<NamedContext> context = Optional.ofNullable(request.contexts().get(name));
        if (context.isPresent()) {
            return context.get() instanceof NamedContext.Directory directory
                    ? SourceTree.context("the build context " + name, directory.path(), ignoreOf(directory.path()))
                    : SourceTree.layers(
                            "the build context " + name, named(context.get()).layers());
        }
        Optional<StageState> stage = stages.find(name, stages.all().size()).flatMap(this::finished);
        if (stage.isPresent()) {
            return SourceTree.layers("stage " + name, stage.get().trees());
        }
        return SourceTree.layers("image " + name, image(Reference.parse(name)).layers());
    }

    private static IgnoreFile ignoreOf(Path directory) {
        Path file = directory.resolve(".dockerignore");
        try {
            return Files.isRegularFile(file) ? IgnoreFile.parse(Files.readString(file)) : IgnoreFile.NONE;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The image that an additional context stands for. */
    Image named(NamedContext context) throws InterruptedException {
        if (context instanceof NamedContext.OfImage image) {
            return image(Reference.parse(image.name()));
        }
        throw new JstackException(
                ImageError.DOCKERFILE_INVALID,
                "an additional context that is a directory is no base image",
                "FROM an image, and COPY --from the directory");
    }

    /** Build arguments that every RUN gets without an ARG, in both cases since programs look for either, and that change no result. */
    Map<String, String> proxies() {
        Map<String, String> result = new LinkedHashMap<>();
        request.args().forEach((name, value) -> {
            if (isProxy(name)) {
                result.put(name.toUpperCase(Locale.ROOT), value);
                result.put(name.toLowerCase(Locale.ROOT), value);
            }
        });
        return result;
    }

    static boolean isProxy(String name) {
        return PROXIES.contains(name.toUpperCase(Locale.ROOT));
    }
}
