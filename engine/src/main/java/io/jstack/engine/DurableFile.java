package io.jstack.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** A small file that is whole or absent whenever the engine dies: written beside its place, then renamed over it. */
final class DurableFile {
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private DurableFile() {}

    /** How long what was written must last. */
    enum Lasting {
        /** Over a kill of the engine: no fsync. */
        ENGINE_CRASH,
        /** Over a loss of power: the file and its directory are synced. */
        POWER_LOSS
    }

    static void write(Path file, byte[] content, Lasting lasting) {
        Path directory = Objects.requireNonNull(file.toAbsolutePath().getParent(), "no file is the root");
        try {
            Files.createDirectories(directory);
            Path temporary = directory.resolve("." + file.getFileName() + ".new");
            Files.deleteIfExists(temporary);
            try (FileChannel channel = FileChannel.open(
                    temporary, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), PRIVATE)) {
                ByteBuffer buffer = ByteBuffer.wrap(content);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                if (lasting == Lasting.POWER_LOSS) {
                    channel.force(true);
                }
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            if (lasting == Lasting.POWER_LOSS) {
                try (FileChannel channel = FileChannel.open(directory)) {
                    channel.force(true);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Optional<byte[]> read(Path file) {
        try {
            return Optional.of(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
