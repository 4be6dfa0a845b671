package io.jstack.engine;

import io.jstack.runtime.kernel.KernelException;
import io.jstack.runtime.kernel.Linux;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
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
    private static final System.Logger LOG = System.getLogger("engine");
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final Set<OpenOption> NEW = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

    private DurableFile() {}

    /** How long what was written must last. */
    enum Lasting {
        /** Over a kill of the engine, and no reboot: what lies in {@code /run}. */
        THIS_BOOT,
        /** Over a kill of the engine, and a reboot that was asked for: no fsync. */
        ENGINE_CRASH,
        /** Over a loss of power: the file and its directory are synced. */
        POWER_LOSS
    }

    /**
     * Writes it, whole or not at all.
     *
     * @throws JstackException {@link EngineError#DISK_FULL}, {@link EngineError#STATE_NOT_WRITTEN}; what was there before is still there
     */
    static void write(Path file, byte[] content, Lasting lasting) {
        draft(file, content, lasting).publish();
    }

    /** Writes it beside its place: what can fail for want of space has succeeded then. */
    static Draft draft(Path file, byte[] content, Lasting lasting) {
        Path directory = Objects.requireNonNull(file.toAbsolutePath().getParent(), "no file is the root");
        Path temporary = directory.resolve("." + file.getFileName() + ".new");
        boolean wasThere = Files.isDirectory(directory);
        try {
            if (!wasThere) {
                Files.createDirectories(directory);
            }
            try (FileChannel channel = fresh(temporary)) {
                ByteBuffer buffer = ByteBuffer.wrap(content);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                if (lasting == Lasting.POWER_LOSS) {
                    channel.force(true);
                }
            }
            return new Draft(file, temporary, lasting);
        } catch (IOException e) {
            clear(temporary);
            if (!wasThere) {
                clear(directory);
            }
            throw failed(file, e);
        }
    }

    private static FileChannel fresh(Path temporary) throws IOException {
        try {
            return FileChannel.open(temporary, NEW, PRIVATE);
        } catch (FileAlreadyExistsException left) { // by an engine that was killed
            Files.deleteIfExists(temporary);
            return FileChannel.open(temporary, NEW, PRIVATE);
        }
    }

    /** What is written and not yet in its place. */
    record Draft(Path file, Path temporary, Lasting lasting) {
        void publish() {
            try {
                if (lasting == Lasting.THIS_BOOT && takesThePlaceOfAnother()) {
                    discard(); // what stood there before
                    return;
                }
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                if (lasting == Lasting.POWER_LOSS) {
                    try (FileChannel channel = FileChannel.open(temporary.resolveSibling("."))) {
                        channel.force(true);
                    }
                }
            } catch (IOException e) {
                discard();
                throw failed(file, e);
            }
        }

        /**
         * By exchange: ext4 begins to write a file to disk before it replaces another by rename(2), for those who forget to sync
         * (auto_da_alloc, ext4(5)). What outlives a reboot needs that; for the rest it would be half a millisecond of a container's start.
         */
        private boolean takesThePlaceOfAnother() {
            if (!Files.exists(file)) {
                return false;
            }
            try {
                Linux.exchange(temporary.toString(), file.toString());
                return true;
            } catch (KernelException e) {
                return false; // gone meanwhile, or a file system that cannot
            }
        }

        void discard() {
            clear(temporary);
        }
    }

    /** Takes away what was not to be; a directory only when it is empty. */
    static void clear(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "left behind  file=" + file, e);
        }
    }

    private static JstackException failed(Path file, IOException cause) {
        String why = String.valueOf(cause.getMessage());
        return why.contains("No space left") || why.contains("quota exceeded")
                ? new JstackException(
                        EngineError.DISK_FULL,
                        "cannot write %s: no space left on its disk".formatted(file),
                        "free some space there; jstack down needs none",
                        cause)
                : new JstackException(
                        EngineError.STATE_NOT_WRITTEN,
                        "cannot write %s: %s".formatted(file, why),
                        "see that its file system is writable",
                        cause);
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
