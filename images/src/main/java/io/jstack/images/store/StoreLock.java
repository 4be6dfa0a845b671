package io.jstack.images.store;

import io.jstack.images.ImageError;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * One engine at a time. The JDK's file locks are fcntl(2) record locks: they end with the process and are not inherited by its children,
 * which a flock(2) would be.
 */
final class StoreLock implements AutoCloseable {
    private final FileChannel channel;

    private StoreLock(FileChannel channel) {
        this.channel = channel;
    }

    static StoreLock take(Path root) throws IOException {
        FileChannel channel =
                FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!isTaken(channel)) {
            channel.close();
            throw new JstackException(
                    ImageError.STORE_BUSY,
                    "the image store " + root + " is in use by another engine",
                    "stop that engine, or give this one another JSTACK_INSTANCE");
        }
        return new StoreLock(channel);
    }

    private static boolean isTaken(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false; // by this same process
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
