package io.jstack.images.store;

import io.jstack.images.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The directories of {@code RUN --mount=type=cache}: each has an id, outlives its builds, and is no part of any image. Knows who is in
 * which, so that a prune takes none away under a step.
 */
public final class CacheMounts {
    private final StoreFiles files;
    /** How many steps are in each. */
    private final Map<Path, Integer> taken = new HashMap<>();

    CacheMounts(StoreFiles files) {
        this.files = files;
    }

    /** How builds at the same time get along: {@code sharing}. */
    public enum Sharing {
        SHARED,
        /** A directory of its own for whoever comes while another is in there. */
        PRIVATE,
        /** One after the other. */
        LOCKED
    }

    /** A directory in use until it is closed. */
    public final class Lease implements AutoCloseable {
        private final Path directory;
        private final boolean isNew;

        private Lease(Path directory, boolean isNew) {
            this.directory = directory;
            this.isNew = isNew;
        }

        public Path directory() {
            return directory;
        }

        /** Whether nothing has been in there yet. */
        public boolean isNew() {
            return isNew;
        }

        @Override
        public void close() {
            give(directory);
        }
    }

    /** The directory of {@code id}, made when it is missing; waits for others where it is {@link Sharing#LOCKED}. */
    public Lease take(String id, Sharing sharing) throws IOException, InterruptedException {
        String name = Digest.of(id.getBytes(StandardCharsets.UTF_8)).hex();
        Path directory = own(files.cacheMounts().resolve(name), sharing);
        try {
            boolean isNew = !Files.isDirectory(directory);
            Files.createDirectories(directory);
            return new Lease(directory, isNew);
        } catch (IOException e) {
            give(directory);
            throw e;
        }
    }

    private synchronized Path own(Path directory, Sharing sharing) throws InterruptedException {
        Path chosen = directory;
        for (int i = 2; sharing != Sharing.SHARED && taken.containsKey(chosen); i++) {
            if (sharing == Sharing.LOCKED) {
                wait();
            } else {
                chosen = directory.resolveSibling(directory.getFileName() + "-" + i);
            }
        }
        taken.merge(chosen, 1, Integer::sum);
        return chosen;
    }

    private synchronized void give(Path directory) {
        taken.computeIfPresent(directory, (path, count) -> count > 1 ? count - 1 : null);
        notifyAll();
    }

    /** All that are there. */
    public List<Path> list() throws IOException {
        return StoreFiles.list(files.cacheMounts());
    }

    /** Removes those that no step is in. */
    synchronized void removeIdle() throws IOException {
        for (Path directory : list()) {
            if (!taken.containsKey(directory)) {
                files.remove(directory);
            }
        }
    }
}
