package io.jstack.engine;

import io.jstack.images.Digest;
import io.jstack.images.Image;
import io.jstack.images.store.ImageStore;
import io.jstack.images.store.Layer;
import io.jstack.images.store.PruneScope;
import io.jstack.values.Bytes;
import io.jstack.volumes.Volume;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What the engine holds on disk, {@code docker system df}, and taking away what nothing needs, {@code docker system prune}. */
public final class SystemAccess {
    private final Rooms rooms;

    SystemAccess(Rooms rooms) {
        this.rooms = rooms;
    }

    /**
     * One thing that takes space.
     *
     * @param name an image's id, a container's name, a volume's
     * @param uses how many need it; a running container has 1
     * @param shared with others of its kind, of {@code size}
     */
    public record Item(String name, int uses, Bytes size, Bytes shared) {}

    /**
     * All of one kind.
     *
     * @param reclaimable what a prune of everything unused would give back
     */
    public record Usage(Kind kind, List<Item> items, Bytes size, Bytes reclaimable) {
        /** How many are in use. */
        public long active() {
            return items.stream().filter(item -> item.uses() > 0).count();
        }
    }

    /** What takes space. */
    public enum Kind {
        IMAGES,
        CONTAINERS,
        VOLUMES,
        BUILD_CACHE
    }

    /** Reads sizes off the disk now. */
    public List<Usage> usage() {
        return List.of(images(), containers(), volumes(), cache());
    }

    private Usage images() {
        ImageStore store = rooms.images().store();
        Map<Path, Integer> sharers = new HashMap<>();
        List<Image> images = store.list();
        images.forEach(image -> image.layers().forEach(layer -> sharers.merge(layer, 1, Integer::sum)));
        Set<Path> used = new HashSet<>();
        Map<Path, Long> sizes = new HashMap<>();
        List<Item> items = new ArrayList<>();
        for (Image image : images) {
            long shared = 0;
            for (Layer layer : store.layersOf(image.id())) {
                long size = layer.size().value() + store.packedSize(layer).value();
                sizes.put(layer.tree(), size);
                shared +=
                        sharers.getOrDefault(layer.tree(), 0) > 1 ? layer.size().value() : 0;
            }
            int uses = uses(image.id());
            if (uses > 0) {
                used.addAll(image.layers());
            }
            items.add(new Item(image.id().toString(), uses, image.size(), new Bytes(shared)));
        }
        long all = sizes.values().stream().mapToLong(Long::longValue).sum();
        long needed =
                used.stream().mapToLong(layer -> sizes.getOrDefault(layer, 0L)).sum();
        return new Usage(Kind.IMAGES, items, new Bytes(all), new Bytes(all - needed));
    }

    private int uses(Digest image) {
        return (int) rooms.containers().all().stream()
                .filter(container -> container.record().imageId().equals(image.toString()))
                .count();
    }

    private Usage containers() {
        List<Item> items = new ArrayList<>();
        long idle = 0;
        for (Container container : rooms.containers().all()) {
            Bytes size = new Bytes(sizeOf(rooms.files().upper(container.id())));
            idle += container.isAlive() ? 0 : size.value();
            items.add(new Item(container.record().name(), container.isAlive() ? 1 : 0, size, new Bytes(0)));
        }
        return usage(Kind.CONTAINERS, items, idle);
    }

    private Usage volumes() {
        Map<String, Long> users = users();
        List<Item> items = new ArrayList<>();
        long idle = 0;
        for (Volume volume : rooms.volumes().list()) {
            Bytes size = new Bytes(sizeOf(volume.mountpoint()));
            int uses = users.getOrDefault(volume.name(), 0L).intValue();
            idle += uses > 0 ? 0 : size.value();
            items.add(new Item(volume.name(), uses, size, new Bytes(0)));
        }
        return usage(Kind.VOLUMES, items, idle);
    }

    private Map<String, Long> users() {
        return rooms.containers().all().stream()
                .flatMap(container -> container.record().mounts().stream()
                        .map(mount -> mount.volume())
                        .distinct())
                .collect(Collectors.groupingBy(name -> name, Collectors.counting()));
    }

    /** Layers that only builds remember, and directories of {@code RUN --mount=type=cache}. */
    private Usage cache() {
        ImageStore store = rooms.images().store();
        List<Item> items = new ArrayList<>();
        store.cachedLayers().forEach(layer -> items.add(new Item(layer.id().value(), 0, layer.size(), new Bytes(0))));
        try {
            for (Path mount : store.cacheMounts().list()) {
                items.add(new Item(mount.getFileName().toString(), 0, new Bytes(sizeOf(mount)), new Bytes(0)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return usage(
                Kind.BUILD_CACHE,
                items,
                items.stream().mapToLong(item -> item.size().value()).sum());
    }

    private static Usage usage(Kind kind, List<Item> items, long idle) {
        long all = items.stream().mapToLong(item -> item.size().value()).sum();
        return new Usage(kind, items, new Bytes(all), new Bytes(idle));
    }

    /** Apparent sizes of the files below; what changes meanwhile counts as it was met. */
    private static long sizeOf(Path tree) {
        long[] sum = {0};
        if (!Files.isDirectory(tree)) {
            return 0;
        }
        try {
            Files.walkFileTree(tree, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    sum[0] += attributes.isRegularFile() ? attributes.size() : 0;
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE; // gone since it was listed
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sum[0];
    }

    /**
     * What {@code system prune} took.
     *
     * @param networks by name
     */
    public record Pruned(List<String> networks, ImageAccess.Gone images) {}

    /**
     * Removes networks of projects that are gone, dangling images and what builds remember. Stopped containers are the projects' to remove,
     * before.
     */
    public Pruned prune(ImageFilter filter) {
        return prune(PruneScope.DANGLING.withCache(), filter);
    }

    /** As {@link #prune}, and every image that no container uses. */
    public Pruned pruneAll(ImageFilter filter) {
        return prune(PruneScope.UNUSED_AND_CACHE, filter);
    }

    private Pruned prune(PruneScope scope, ImageFilter filter) {
        List<String> networks = new ArrayList<>();
        Set<String> attached = rooms.containers().all().stream()
                .flatMap(container -> container.record().networks().values().stream())
                .collect(Collectors.toSet());
        for (NetworkRecord network : rooms.networks().all()) {
            boolean isWanted = rooms.projects().names().contains(network.spec().project());
            if (!isWanted && !attached.contains(network.spec().name())) {
                rooms.networks().remove(network.spec().project(), network.spec().name());
                networks.add(network.spec().name());
            }
        }
        return new Pruned(
                networks,
                ImageAccess.Gone.of(
                        rooms.images().store().prune(scope.only(filter::accepts), ImageUse.of(rooms.containers()))));
    }

    /** Removes anonymous volumes that no container uses; their names. */
    public List<String> pruneAnonymousVolumes() {
        Map<String, Long> users = users();
        List<String> gone = new ArrayList<>();
        for (Volume volume : rooms.volumes().list()) {
            if (volume.isAnonymous() && !users.containsKey(volume.name())) {
                rooms.volumes().remove(volume.name());
                gone.add(volume.name());
            }
        }
        return gone;
    }
}
