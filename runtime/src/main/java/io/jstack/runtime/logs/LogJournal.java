package io.jstack.runtime.logs;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * What the writer is about to do, in memory that belongs to a file and so outlives a kill -9 of the engine: while it is open, either the
 * batch is still whole in {@code hand} and whatever stands in the file is undone, or it is in the file and only the rest must leave {@code
 * hand}.
 */
final class LogJournal {
    private static final int SIZE = 64;
    private static final int STATE = 0;
    private static final int STREAM = 4;
    private static final int FILE_SIZE = 8;
    private static final int IN_HAND = 16;
    private static final int CONSUMED = 20;
    private static final int CLOSED = 0;
    private static final int OPEN = 1;

    private final Path file;
    private Optional<MappedByteBuffer> memory;

    /**
     * Where there is no whole file yet, nothing is open; it is made for the first batch, and many a container never writes one. One that
     * was cut short by a full disk is let be: who only takes a log up again needs no space.
     */
    LogJournal(Path file) throws IOException {
        this.file = file;
        memory = Files.exists(file) && Files.size(file) >= SIZE ? Optional.of(map(file)) : Optional.empty();
    }

    private static MappedByteBuffer map(Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            MappedByteBuffer memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, SIZE);
            memory.order(ByteOrder.nativeOrder());
            return memory;
        }
    }

    private MappedByteBuffer memory() {
        return memory.orElseThrow(() -> new IllegalStateException("no batch has begun: " + file));
    }

    /**
     * @param fileSize of the log before the batch
     * @param inHand bytes in {@code hand} before the batch leaves it
     * @param consumed bytes of the batch
     */
    void begin(LogStream stream, long fileSize, int inHand, int consumed) throws IOException {
        if (memory.isEmpty()) {
            memory = Optional.of(map(file));
        }
        MappedByteBuffer batch = memory();
        batch.putInt(STREAM, stream == LogStream.STDOUT ? 0 : 1);
        batch.putLong(FILE_SIZE, fileSize);
        batch.putInt(IN_HAND, inHand);
        batch.putInt(CONSUMED, consumed);
        VarHandle.fullFence(); // what the state speaks of is written before it
        batch.putInt(STATE, OPEN);
        VarHandle.fullFence();
    }

    void end() {
        VarHandle.fullFence();
        memory().putInt(STATE, CLOSED);
        VarHandle.fullFence();
    }

    boolean isOpen() {
        return memory.filter(known -> known.getInt(STATE) == OPEN).isPresent();
    }

    LogStream stream() {
        return memory().getInt(STREAM) == 0 ? LogStream.STDOUT : LogStream.STDERR;
    }

    long fileSize() {
        return memory().getLong(FILE_SIZE);
    }

    int inHand() {
        return memory().getInt(IN_HAND);
    }

    int consumed() {
        return memory().getInt(CONSUMED);
    }
}
