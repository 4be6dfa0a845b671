package io.jstack.images.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** The calls that decide what a killed engine, or a power failure, leaves of the store. */
interface DiskCalls {
    /** fsync(2): the content of a file, or the names in a directory. */
    void sync(Path path) throws IOException;

    /** rename(2). */
    void rename(Path from, Path to) throws IOException;

    /** unlink(2); nothing when there is no such file. */
    void unlink(Path file) throws IOException;

    /** One of them, as it was called. */
    sealed interface Call permits Sync, Rename, Unlink {}

    record Sync(Path path) implements Call {}

    record Rename(Path from, Path to) implements Call {}

    record Unlink(Path file) implements Call {}

    /** The kernel's own. */
    DiskCalls LINUX = new DiskCalls() {
        @Override
        public void sync(Path path) throws IOException {
            try (FileChannel handle = FileChannel.open(path, StandardOpenOption.READ)) {
                handle.force(true);
            }
        }

        @Override
        public void rename(Path from, Path to) throws IOException {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        }

        @Override
        public void unlink(Path file) throws IOException {
            Files.deleteIfExists(file);
        }
    };
}
