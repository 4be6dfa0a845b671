package io.jstack.images.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jstack.images.ConfigJson;
import io.jstack.images.Descriptor;
import io.jstack.images.Digest;
import io.jstack.images.Image;
import io.jstack.images.ImageConfig;
import io.jstack.images.ImageError;
import io.jstack.images.ImageProgress;
import io.jstack.images.Platform;
import io.jstack.images.Reference;
import io.jstack.images.layer.LayerExtractor;
import io.jstack.images.manifest.Manifest;
import io.jstack.images.store.ImageStore;
import io.jstack.images.store.Layer;
import io.jstack.images.store.NewImage;
import io.jstack.images.store.StoreFailure;
import io.jstack.runtime.kernel.KernelException;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code docker load}: the images of a tar, be it Docker's archive of any age or an OCI image layout. Every blob is checked against the
 * digest it goes by before an image gets a name.
 */
public final class ArchiveLoad {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long TOLD_EVERY = 4L << 20;

    private final ImageStore store;
    private final ImageProgress progress;

    public ArchiveLoad(ImageStore store, ImageProgress progress) {
        this.store = store;
        this.progress = progress;
    }

    /** An image as the archive describes it; its files by the names they have there. */
    private record Described(
            ArchiveFiles.Part config, List<ArchiveFiles.Part> layers, Optional<ArchiveFiles.Part> manifest) {}

    /**
     * Takes in every image, under the names it has in the archive.
     *
     * @param platform picks from an index of several
     * @throws JstackException {@link ImageError#INVALID_IMAGE}, {@link ImageError#INVALID_LAYER}, {@link ImageError#DIGEST_MISMATCH},
     *     {@link ImageError#LAYER_TOO_LARGE}, {@link ImageError#DISK_FULL}
     */
    public List<Image> read(InputStream archive, Platform platform) {
        try (ArchiveFiles files = ArchiveFiles.read(archive, store)) {
            Map<Described, List<Reference>> described = new LinkedHashMap<>();
            Optional<ArchiveFiles.Part> docker = files.find("manifest.json");
            if (docker.isPresent()) {
                docker(files, parse(files, docker.get(), "manifest.json"), described);
            } else if (files.find("index.json").isPresent()) {
                index(files, parse(files, files.require("index.json"), "index.json"), platform, described);
            }
            if (described.isEmpty()) {
                throw invalid("it has no manifest.json and no index.json that names an image for " + platform);
            }
            List<Image> loaded = new ArrayList<>();
            for (Map.Entry<Described, List<Reference>> one : described.entrySet()) {
                loaded.add(add(files, one.getKey(), one.getValue()));
            }
            return loaded;
        } catch (IOException e) {
            throw broken(e);
        } catch (KernelException e) {
            throw StoreFailure.of("cannot load the archive", store.root(), e);
        }
    }

    private JstackException broken(IOException e) {
        JstackException failure = StoreFailure.of("cannot load the archive", store.root(), e);
        return failure.code() == ImageError.DISK_FULL ? failure : invalid(String.valueOf(e.getMessage()));
    }

    private static JstackException invalid(String why) {
        return new JstackException(
                ImageError.INVALID_IMAGE,
                "this is no archive of images: " + why,
                "give it a tar that docker save, skopeo or jstack save wrote; a root file system is for jstack import");
    }

    private static JsonNode parse(ArchiveFiles files, ArchiveFiles.Part part, String name) throws IOException {
        byte[] text = files.text(part);
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw invalid(name + " is not JSON");
        }
    }

    private static void docker(ArchiveFiles files, JsonNode list, Map<Described, List<Reference>> into)
            throws IOException {
        Map<Digest, ArchiveFiles.Part> manifests = manifestsByConfig(files);
        for (JsonNode one : list) {
            ArchiveFiles.Part config = files.require(one.path("Config").asText());
            List<ArchiveFiles.Part> layers = new ArrayList<>();
            one.path("Layers").forEach(layer -> layers.add(files.require(layer.asText())));
            List<Reference> names = new ArrayList<>();
            one.path("RepoTags").forEach(name -> names.add(Reference.parse(name.asText())));
            into.computeIfAbsent(
                            new Described(config, layers, Optional.ofNullable(manifests.get(config.digest()))),
                            key -> new ArrayList<>())
                    .addAll(names);
        }
    }

    /** Where the archive is an OCI layout too: the manifests, so that a push gives the same bytes. */
    private static Map<Digest, ArchiveFiles.Part> manifestsByConfig(ArchiveFiles files) throws IOException {
        Map<Digest, ArchiveFiles.Part> result = new LinkedHashMap<>();
        Optional<ArchiveFiles.Part> index = files.find("index.json");
        if (index.isPresent()) {
            for (JsonNode entry : parse(files, index.get(), "index.json").path("manifests")) {
                ArchiveFiles.Part part =
                        files.blob(Digest.parse(entry.path("digest").asText()));
                Manifest manifest =
                        Manifest.read(files.text(part), entry.path("mediaType").asText(), "the archive");
                if (manifest instanceof Manifest.One one) {
                    result.put(one.config().digest(), part);
                }
            }
        }
        return result;
    }

    private static void index(
            ArchiveFiles files, JsonNode index, Platform platform, Map<Described, List<Reference>> into)
            throws IOException {
        for (JsonNode entry : index.path("manifests")) {
            ArchiveFiles.Part part =
                    files.blob(Digest.parse(entry.path("digest").asText()));
            byte[] text = files.text(part);
            Manifest manifest = Manifest.read(text, entry.path("mediaType").asText(), "the archive");
            if (manifest instanceof Manifest.Index several) {
                Optional<Descriptor> mine = several.images().stream()
                        .filter(image -> image.platform().filter(platform::runs).isPresent())
                        .findFirst();
                if (mine.isEmpty()) {
                    continue;
                }
                part = files.blob(mine.get().digest());
                manifest = Manifest.read(files.text(part), mine.get().mediaType(), "the archive");
            }
            if (manifest instanceof Manifest.One one) {
                List<ArchiveFiles.Part> layers = one.layers().stream()
                        .map(layer -> files.blob(layer.digest()))
                        .toList();
                into.computeIfAbsent(
                                new Described(files.blob(one.config().digest()), layers, Optional.of(part)),
                                key -> new ArrayList<>())
                        .addAll(names(entry.path("annotations")));
            }
        }
    }

    /** containerd writes the whole name, others may; a bare tag says nothing about the repository. */
    private static List<Reference> names(JsonNode annotations) {
        for (String key : List.of("io.containerd.image.name", "org.opencontainers.image.ref.name")) {
            String name = annotations.path(key).asText();
            if ((name.indexOf('/') > 0 || name.indexOf(':') > 0) && Reference.isValid(name)) {
                return List.of(Reference.parse(name));
            }
        }
        return List.of();
    }

    private Image add(ArchiveFiles files, Described described, List<Reference> names) throws IOException {
        byte[] text = files.text(described.config());
        ImageConfig config = ConfigJson.read(text);
        if (config.diffIds().size() != described.layers().size()) {
            throw invalid("an image has %d layers, and %d in its config"
                    .formatted(described.layers().size(), config.diffIds().size()));
        }
        List<Layer> layers = new ArrayList<>();
        List<Digest> held = new ArrayList<>();
        try {
            for (int i = 0; i < described.layers().size(); i++) {
                layers.add(
                        layer(files, described.layers().get(i), config.diffIds().get(i), layers, held));
            }
            Optional<Digest> manifest = Optional.empty();
            if (described.manifest().isPresent()) {
                byte[] bytes = files.text(described.manifest().get());
                hold(Digest.of(bytes), held);
                manifest = Optional.of(store.blobs().put(bytes));
            }
            return store.add(new NewImage(new NewImage.Bytestring(text), layers, names, manifest, Optional.empty()));
        } finally {
            store.blobs().release(held);
            store.layers().release(layers.stream().map(Layer::id).toList());
        }
    }

    private void hold(Digest digest, List<Digest> held) {
        held.add(digest);
        store.blobs().hold(digest);
    }

    private Layer layer(ArchiveFiles files, ArchiveFiles.Part part, Digest diffId, List<Layer> below, List<Digest> held)
            throws IOException {
        String what = diffId.shortHex();
        Optional<Layer> here = store.layers().find(diffId, below);
        if (here.isPresent()) {
            store.layers().hold(here.get().id());
            progress.on(new ImageProgress.Transfer(what, "exists", part.size(), part.size()));
            return here.get();
        }
        Descriptor blob = files.layer(part);
        hold(blob.digest(), held);
        boolean isNew = !store.blobs().has(blob.digest());
        if (isNew) {
            store.blobs().keep(part.path(), blob);
        }
        Layer layer;
        try (InputStream in = Files.newInputStream(store.blobs().path(blob.digest()))) {
            layer = store.layers().unpack(in, diffId, List.copyOf(below), Optional.of(blob), meter(what, part));
        } catch (IOException | RuntimeException e) {
            if (isNew) {
                store.blobs().discard(blob.digest());
            }
            throw e;
        }
        progress.on(new ImageProgress.Transfer(what, "done", part.size(), part.size()));
        return layer;
    }

    private LayerExtractor.Meter meter(String what, ArchiveFiles.Part part) {
        long[] told = {0};
        return read -> {
            if (read - told[0] >= TOLD_EVERY) {
                told[0] = read;
                progress.on(new ImageProgress.Transfer(what, "loading", read, part.size()));
            }
        };
    }
}
