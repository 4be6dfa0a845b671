package io.jstack.engine;

import io.jstack.values.JstackException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * One engine for each instance on a host. An fcntl(2) lock, which Java takes: unlike flock's it is not inherited by a process that waits
 * at a gate when the engine is killed.
 */
final class EngineLock implements AutoCloseable {
    private final FileChannel channel;

    private EngineLock(FileChannel channel) {
        this.channel = channel;
    }

    static EngineLock take(Instance instance) {
        Path file = instance.state().resolve("engine.lock");
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            Optional<FileLock> lock = Optional.ofNullable(channel.tryLock());
            if (lock.isEmpty()) {
                channel.close();
                throw new JstackException(
                        EngineError.ENGINE_RUNNING,
                        "another engine of instance %s is running".formatted(instance.name()),
                        "jstack engine status");
            }
            return new EngineLock(channel);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
