package io.jstack.engine;

import io.jstack.images.ContainerDefaults;
import io.jstack.images.Digest;
import io.jstack.images.History;
import io.jstack.images.History.LayerEffect;
import io.jstack.images.Image;
import io.jstack.images.ImageProgress;
import io.jstack.images.Platform;
import io.jstack.images.Reference;
import io.jstack.images.build.ConfigChanges;
import io.jstack.images.exchange.ArchiveLoad;
import io.jstack.images.exchange.ImageArchive;
import io.jstack.images.exchange.RootTar;
import io.jstack.images.exchange.TarImport;
import io.jstack.images.layer.MergedTar;
import io.jstack.images.layer.MergedTree;
import io.jstack.images.store.ImageStore;
import io.jstack.images.store.Layer;
import io.jstack.images.store.PruneScope;
import io.jstack.images.store.Removal;
import io.jstack.images.store.Removed;
import io.jstack.orchestrator.model.Service;
import io.jstack.orchestrator.model.Stack;
import io.jstack.values.Bytes;
import io.jstack.values.ContainerId;
import io.jstack.values.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The image store, as commands use it. Progress is told in lines for people. */
public final class ImageAccess {
    private final Rooms rooms;

    ImageAccess(Rooms rooms) {
        this.rooms = rooms;
    }

    private ImageStore store() {
        return rooms.images().store();
    }

    // ---- getting

    /** Builds the service's image; its id. */
    public String build(Stack stack, Service service, BuildWish wish, Consumer<String> progress)
            throws InterruptedException {
        return rooms.images().build(stack, service, wish, told(progress)).id().toString();
    }

    /** Builds an image of no service; its id. */
    public String build(BuildOrder order, BuildWish wish, Consumer<String> progress) throws InterruptedException {
        return rooms.images().build(order, wish, told(progress)).id().toString();
    }

    /**
     * Pulls an image, also when the store has it; its id.
     *
     * @param platform {@code linux/arm64}, picked from an image made for several; empty: this machine's
     */
    public String pull(String reference, Optional<String> platform, Consumer<String> progress)
            throws InterruptedException {
        return rooms.images()
                .pull(
                        Reference.parse(reference),
                        platform.map(Platform::parse).orElseGet(Platform::host),
                        told(progress))
                .id()
                .toString();
    }

    /** Pushes the image of that name to the registry in it; the manifest's digest. */
    public String push(String reference, Consumer<String> progress) throws InterruptedException {
        return rooms.images().push(Reference.parse(reference), told(progress)).toString();
    }

    // ---- looking

    /**
     * An image under one of its names.
     *
     * @param repository familiar form, {@code postgres}; {@code <none>} where it dangles
     * @param id {@code sha256:…}
     * @param digest that this repository gave it under
     * @param isUsed whether a container was made of it
     */
    public record Named(
            String repository,
            String tag,
            String id,
            Bytes size,
            Instant created,
            Optional<String> digest,
            Map<String, String> labels,
            boolean isUsed) {}

    /** Newest first, one entry for each name. */
    public List<Named> list() {
        List<Named> named = new ArrayList<>();
        var used = ImageUse.of(rooms.containers());
        for (Image image : store().list()) {
            List<Reference> pinned = store().pinnedOf(image.id());
            boolean isUsed = used.contains(image.id());
            if (image.references().isEmpty()) {
                Optional<Reference> known = pinned.stream().findFirst();
                String repository = known.map(Reference::familiarName).orElse("<none>");
                named.add(named(image, repository, "<none>", known, isUsed));
            }
            for (Reference name : image.references()) {
                Optional<Reference> known = pinned.stream()
                        .filter(p -> p.name().equals(name.name()))
                        .findFirst();
                named.add(named(image, name.familiarName(), name.tag().orElse("<none>"), known, isUsed));
            }
        }
        return named;
    }

    /** What keeps other images from being listed, by their names or else ids. */
    public Map<String, Problem> damaged() {
        Map<String, Problem> damaged = new TreeMap<>();
        for (ImageStore.Damaged image : store().damaged()) {
            Problem why = image.why().problems().get(0);
            image.names().forEach(name -> damaged.put(name.familiar(), why));
            if (image.names().isEmpty()) {
                damaged.put(image.id().shortHex(), why);
            }
        }
        return damaged;
    }

    private static Named named(Image image, String repository, String tag, Optional<Reference> pinned, boolean isUsed) {
        return new Named(
                repository,
                tag,
                image.id().toString(),
                image.size(),
                image.created(),
                pinned.flatMap(Reference::digest).map(Digest::toString),
                image.config().container().labels(),
                isUsed);
    }

    /** The id of the image of that name, {@code sha256:…}. */
    public String id(String nameOrId) {
        return store().get(nameOrId).id().toString();
    }

    /**
     * One line of {@code history}.
     *
     * @param size of the layer it made; none where it made none
     */
    public record Step(Optional<Instant> created, String createdBy, Bytes size, String comment) {}

    /** An image's history, newest first. */
    public List<Step> history(String nameOrId) {
        Image image = store().get(nameOrId);
        List<Layer> layers = store().layersOf(image.id());
        List<Step> steps = new ArrayList<>();
        int layer = 0;
        for (History step : image.config().history()) {
            Bytes size = new Bytes(0);
            if (step.layer() == LayerEffect.LAYER && layer < layers.size()) {
                size = layers.get(layer++).size();
            }
            steps.add(new Step(
                    step.created(), step.createdBy(), size, step.comment().orElse("")));
        }
        for (Layer unexplained : layers.subList(layer, layers.size())) {
            steps.add(new Step(Optional.empty(), "<missing>", unexplained.size(), ""));
        }
        java.util.Collections.reverse(steps);
        return steps;
    }

    /** Reads the store again and says what does not fit together, a line each; nothing when all is well. */
    public List<String> check() {
        return store().check();
    }

    // ---- names

    /** Gives an image one more name. */
    public void tag(String nameOrId, String name) {
        store().tag(store().get(nameOrId).id(), Reference.parse(name));
    }

    /**
     * What is gone.
     *
     * @param untagged names, familiar form
     * @param deleted ids
     */
    public record Gone(List<String> untagged, List<String> deleted, Bytes freed) {
        static Gone of(Removed removed) {
            return new Gone(
                    removed.untagged().stream().map(Reference::familiar).toList(),
                    removed.deleted().stream().map(Digest::toString).toList(),
                    removed.freed());
        }
    }

    /** {@code rmi}: refuses what containers use. */
    public Gone remove(String nameOrId) {
        return Gone.of(store().remove(nameOrId, Removal.CAREFUL, ImageUse.of(rooms.containers())));
    }

    /** {@code rmi -f}: drops every name; an image in use stays without one. */
    public Gone forceRemove(String nameOrId) {
        return Gone.of(store().remove(nameOrId, Removal.FORCE, ImageUse.of(rooms.containers())));
    }

    /** Removes images without a name that no container uses, and what no image needs. */
    public Gone pruneDangling(ImageFilter filter) {
        return prune(PruneScope.DANGLING, filter);
    }

    /** Removes images that no container uses, and what no image needs. */
    public Gone pruneUnused(ImageFilter filter) {
        return prune(PruneScope.UNUSED, filter);
    }

    private Gone prune(PruneScope scope, ImageFilter filter) {
        return Gone.of(store().prune(scope.only(filter::accepts), ImageUse.of(rooms.containers())));
    }

    // ---- exchange

    /** Writes images as one archive, for {@link #load}, Docker, and whatever reads OCI layouts. */
    public void save(List<String> namesOrIds, OutputStream archive) throws IOException {
        Map<Digest, ImageArchive.Saved> images = new LinkedHashMap<>();
        for (String text : namesOrIds) {
            Image image = store().get(text);
            List<Reference> names = new ArrayList<>(
                    images.containsKey(image.id()) ? images.get(image.id()).names() : List.of());
            if (Reference.isValid(text) && image.references().contains(Reference.parse(text))) {
                names.add(Reference.parse(text));
            }
            images.put(image.id(), new ImageArchive.Saved(image, names));
        }
        new ImageArchive(store()).write(List.copyOf(images.values()), archive);
    }

    /** Takes in the images of an archive: what each is called, or its id where it has no name. */
    public List<String> load(InputStream archive, Optional<String> platform, Consumer<String> progress) {
        List<String> loaded = new ArrayList<>();
        Platform wanted = platform.map(Platform::parse).orElseGet(Platform::host);
        for (Image image : new ArchiveLoad(store(), told(progress)).read(archive, wanted)) {
            if (image.references().isEmpty()) {
                loaded.add(image.id().toString());
            }
            image.references().forEach(name -> loaded.add(name.familiar()));
        }
        return loaded;
    }

    /**
     * Stores a root file system as an image; its id.
     *
     * @param changes Dockerfile instructions for its defaults, as {@code docker import --change} takes them
     */
    public String importTar(
            InputStream tar, String name, List<String> changes, String message, Consumer<String> progress) {
        return new TarImport(store(), told(progress))
                .read(
                        RootTar.of(tar),
                        name.isEmpty() ? List.of() : List.of(Reference.parse(name)),
                        ConfigChanges.apply(ContainerDefaults.empty(), changes),
                        message)
                .id()
                .toString();
    }

    /**
     * What {@code commit} makes of a container.
     *
     * @param name of the new image; empty: none
     * @param changes Dockerfile instructions for its defaults
     */
    public record Commit(
            String name, Optional<String> author, Optional<String> message, List<String> changes, WhileWritten state) {
        public Commit {
            changes = List.copyOf(changes);
        }
    }

    /** What a running container does while its files are read. */
    public enum WhileWritten {
        PAUSED,
        /** {@code --no-pause}: a file written meanwhile may be half of the old and half of the new. */
        RUNNING
    }

    /** Makes an image of what a container has written; its id. Volumes are no part of it. */
    public String commit(ContainerId id, Commit wanted) {
        return new CommitContainer(rooms)
                .commit(rooms.containers().require(id), wanted)
                .id()
                .toString();
    }

    /** A tar of all that a container sees, without its volumes. */
    public void export(ContainerId id, OutputStream tar) throws IOException {
        try (MergedTree tree = new FileChanges(rooms).tree(rooms.containers().require(id))) {
            MergedTar.write(tree, tar);
        }
    }

    private static ImageProgress told(Consumer<String> progress) {
        return event -> progress.accept(event.toString());
    }
}
