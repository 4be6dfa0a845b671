package io.jstack.images.store;

import io.jstack.images.Digest;
import io.jstack.images.Image;
import io.jstack.images.ImageError;
import io.jstack.images.Reference;
import io.jstack.values.Bytes;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Takes names and images away: {@code docker rmi}, {@code docker image prune}. What a container uses stays. */
final class ImageRemoval {
    private final ImageStore store;
    private final StoreFiles files;
    private final ReferenceFile references;

    ImageRemoval(ImageStore store, StoreFiles files, ReferenceFile references) {
        this.store = store;
        this.files = files;
        this.references = references;
    }

    Removed remove(String nameOrId, Removal how, Set<Digest> used) {
        Digest image = store.require(nameOrId);
        List<Reference> all = references.of(image);
        boolean byName = Reference.isValid(nameOrId) && all.contains(Reference.parse(nameOrId));
        List<Reference> names = byName ? List.of(Reference.parse(nameOrId)) : all;
        boolean last = names.size() == all.size();
        if (how == Removal.CAREFUL && last && used.contains(image)) {
            throw new JstackException(
                    ImageError.IMAGE_IN_USE,
                    "image %s is used by a container".formatted(nameOrId),
                    "remove the container first, or use -f to drop only the name");
        }
        if (how == Removal.CAREFUL && !byName && names.size() > 1) {
            throw new JstackException(
                    ImageError.IMAGE_IN_USE,
                    "image %s has %d names: %s".formatted(nameOrId, names.size(), familiar(names)),
                    "remove them by name, or use -f");
        }
        try {
            synchronized (references) {
                references.remove(names);
                if (!last || used.contains(image)) {
                    return new Removed(names, List.of(), new Bytes(0));
                }
                store.drop(image);
            }
            return new Removed(names, List.of(image), new StoreSweep(files, store).sweep());
        } catch (IOException e) {
            throw StoreFailure.of("cannot remove image " + nameOrId, files.root(), e);
        }
    }

    private static String familiar(List<Reference> names) {
        return String.join(", ", names.stream().map(Reference::familiar).toList());
    }

    Removed prune(PruneScope scope, Set<Digest> used) {
        List<Reference> untagged = new ArrayList<>();
        List<Digest> deleted = new ArrayList<>();
        try {
            synchronized (references) {
                for (Image image : store.list()) {
                    if (!used.contains(image.id()) && isReached(scope, image)) {
                        untagged.addAll(image.references());
                        deleted.add(image.id());
                    }
                }
                references.remove(untagged);
                for (Digest id : deleted) {
                    store.drop(id);
                }
            }
            if (scope.cache() == PruneScope.Cache.FORGOTTEN) {
                store.buildCache().clear();
                store.cacheMounts().removeIdle();
            }
            return new Removed(untagged, deleted, new StoreSweep(files, store).sweep());
        } catch (IOException e) {
            throw StoreFailure.of("cannot prune the images", files.root(), e);
        }
    }

    private static boolean isReached(PruneScope scope, Image image) {
        boolean reached = switch (scope.reach()) {
            case NAMELESS -> image.references().isEmpty();
            case UNUSED -> true;
            case NONE -> false;
        };
        return reached && scope.wanted().test(image);
    }
}
