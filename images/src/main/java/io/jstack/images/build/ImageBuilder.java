package io.jstack.images.build;

import io.jstack.images.ConfigJson;
import io.jstack.images.ContainerDefaults;
import io.jstack.images.Image;
import io.jstack.images.ImageConfig;
import io.jstack.images.ImageError;
import io.jstack.images.ImageProgress;
import io.jstack.images.Platform;
import io.jstack.images.dockerfile.Dockerfile;
import io.jstack.images.dockerfile.DockerfileParser;
import io.jstack.images.dockerfile.Instruction;
import io.jstack.images.dockerfile.Keyword;
import io.jstack.images.dockerfile.Pairs;
import io.jstack.images.store.CacheMounts;
import io.jstack.images.store.ImageStore;
import io.jstack.images.store.Layer;
import io.jstack.images.store.NewImage;
import io.jstack.images.store.StoreFailure;
import io.jstack.runtime.kernel.KernelException;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Builds images from Dockerfiles. One for the whole engine: it remembers the digests of the files it has seen. Several builds may run
 * at once.
 */
public final class ImageBuilder implements AutoCloseable {
    private final ImageStore store;
    private final BaseImages bases;
    private final BuildContainers containers;
    private final ContentHashes hashes = new ContentHashes();
    private final CacheMounts caches;
    private final ExecutorService hashing = Executors.newFixedThreadPool(2, work -> {
        Thread thread = new Thread(work, "layer digest");
        thread.setDaemon(true);
        return thread;
    });

    public ImageBuilder(ImageStore store, BaseImages bases, BuildContainers containers) {
        this.store = store;
        this.bases = bases;
        this.containers = containers;
        this.caches = store.cacheMounts();
    }

    @Override
    public void close() {
        hashing.shutdown();
    }

    /**
     * Builds, and names the result. Steps that an earlier build has carried out on the same files are not carried out again; a build of
     * nothing else gives the same image, to the byte.
     *
     * @throws JstackException at the Dockerfile's line and column; the steps before it stay cached, no image and no name changes
     * @throws InterruptedException when the calling thread is interrupted, which is how a build is cancelled
     */
    public Image build(BuildRequest request, ImageProgress progress) throws InterruptedException {
        Dockerfile file = DockerfileParser.parse(request.fileName(), read(request));
        Stages stages = Stages.of(file);
        LayerMaker maker = new LayerMaker(store, request.cache(), hashing);
        try {
            Build build =
                    new Build(request, stages, maker, hashes, caches, bases, containers, progress, ignoreFile(request));
            return run(build);
        } catch (IOException | KernelException e) {
            throw StoreFailure.of("cannot build " + request.fileName(), store.root(), e);
        } finally {
            maker.release();
        }
    }

    private Image run(Build build) throws IOException, InterruptedException {
        Stages stages = build.stages();
        BuildRequest request = build.request();
        Map<String, String> globals = globals(stages, request);
        warnOfUnusedArgs(stages, build);
        Map<Stage, String> baseNames = stages.bases(globals);
        Stage target = stages.target(request.target());
        List<Stage> needed = stages.neededFor(target, baseNames);
        StageState last = new StageRuns(build, globals, baseNames).run(needed);
        return keep(last, request);
    }

    private Image keep(StageState state, BuildRequest request) {
        List<Layer> layers = new ArrayList<>();
        for (BuiltLayer built : state.layers) {
            try {
                layers.add(built.layer().join());
            } catch (CompletionException e) {
                throw e.getCause() instanceof RuntimeException known ? known : e;
            }
        }
        state.container.labels.putAll(request.labels());
        ContainerDefaults container = state.container.finish();
        ImageConfig config = new ImageConfig(
                state.platform,
                java.util.Optional.of(state.created.orElse(Instant.EPOCH)),
                state.container.author,
                container,
                layers.stream().map(Layer::diffId).toList(),
                state.history);
        return store.add(NewImage.of(ConfigJson.write(config), layers, request.tags()));
    }

    /** The ARGs before the first FROM and the platform's, as far as they have a value. */
    private static Map<String, String> globals(Stages stages, BuildRequest request) {
        Map<String, String> result = new LinkedHashMap<>();
        Platform platform = request.platform();
        for (String side : List.of("TARGET", "BUILD")) {
            result.put(side + "PLATFORM", platform.toString());
            result.put(side + "OS", platform.os());
            result.put(side + "ARCH", platform.architecture());
            result.put(side + "VARIANT", platform.variant().orElse(""));
        }
        Instruction first = stages.all().get(0).from();
        for (Pairs.Pair pair : stages.globals()) {
            String given = request.args().get(pair.name());
            if (given != null) {
                result.put(pair.name(), given);
            } else if (pair.value().isPresent()) {
                result.put(
                        pair.name(),
                        Expansion.of(stages.file(), first, pair.value().get(), result));
            }
        }
        return result;
    }

    private static void warnOfUnusedArgs(Stages stages, Build build) {
        Set<String> unused = new TreeSet<>(build.request().args().keySet());
        stages.file().instructions().stream()
                .filter(i -> i.keyword() == Keyword.ARG)
                .flatMap(i -> Pairs.ofWords(i.arguments(), stages.file().escape()).stream())
                .forEach(pair -> unused.remove(pair.name()));
        unused.removeIf(Build::isProxy);
        if (!unused.isEmpty()) {
            build.progress()
                    .on(new ImageProgress.Note("build arguments that no ARG declares: " + String.join(", ", unused)));
        }
    }

    private static String read(BuildRequest request) {
        if (request.inline().isPresent()) {
            return request.inline().get();
        }
        try {
            return Files.readString(request.dockerfile());
        } catch (NoSuchFileException e) {
            throw new JstackException(
                    ImageError.DOCKERFILE_NOT_FOUND,
                    "no Dockerfile at " + request.dockerfile(),
                    "write one, or name another with dockerfile: or -f",
                    e);
        } catch (IOException e) {
            throw new JstackException(
                    ImageError.DOCKERFILE_INVALID,
                    "cannot read %s: %s".formatted(request.dockerfile(), e.getMessage()),
                    "check that it is a text file in UTF-8 and may be read",
                    e);
        }
    }

    /** {@code <Dockerfile>.dockerignore} beside the Dockerfile, or else the context's own. */
    private static IgnoreFile ignoreFile(BuildRequest request) throws IOException {
        for (Path path : List.of(
                Path.of(request.dockerfile() + ".dockerignore"),
                request.context().resolve(".dockerignore"))) {
            if (Files.isRegularFile(path)) {
                return IgnoreFile.parse(Files.readString(path));
            }
        }
        return IgnoreFile.NONE;
    }
}
