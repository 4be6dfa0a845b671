package io.jstack.images.registry;

import io.jstack.images.Descriptor;
import io.jstack.images.ImageError;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Brings one blob to a registry. A transfer that breaks goes on where the registry says it got to, or begins again where the registry does
 * not know: docker-registry takes up only what broke off between two requests.
 */
final class BlobUpload {
    private static final int BREAKS = 5;

    private final RegistryConnection registry;
    private final Descriptor blob;
    private final Path content;

    BlobUpload(RegistryConnection registry, Descriptor blob, Path content) {
        this.registry = registry;
        this.blob = blob;
        this.content = content;
    }

    void run() throws InterruptedException {
        RegistryConnection.Reached reached = fresh();
        for (int broken = 1; ; broken++) {
            try {
                send(reached);
                return;
            } catch (JstackException e) {
                if (e.code() != ImageError.REGISTRY_UNREACHABLE || broken > BREAKS) {
                    throw e;
                }
                if (registry.has(blob.digest())) { // also waits for a registry that is starting again
                    return;
                }
                reached = reached(reached);
            }
        }
    }

    private RegistryConnection.Reached fresh() throws InterruptedException {
        return new RegistryConnection.Reached(registry.openUpload(), 0);
    }

    private RegistryConnection.Reached reached(RegistryConnection.Reached last) throws InterruptedException {
        try {
            RegistryConnection.Reached now = registry.reached(last.place());
            return now.offset() <= blob.size() ? now : fresh();
        } catch (JstackException e) {
            return fresh();
        }
    }

    private void send(RegistryConnection.Reached from) throws InterruptedException {
        boolean isComplete = from.offset() == blob.size() && from.offset() > 0;
        registry.finish(
                isComplete ? from.place() : registry.send(from, blob.size(), () -> open(from.offset())), blob.digest());
    }

    private InputStream open(long offset) {
        try {
            SeekableByteChannel channel = Files.newByteChannel(content);
            return Channels.newInputStream(channel.position(offset));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
