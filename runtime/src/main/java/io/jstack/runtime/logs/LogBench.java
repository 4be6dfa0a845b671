package io.jstack.runtime.logs;

import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.NativeMemory;
import io.jstack.runtime.kernel.PipeCalls;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;

/** The tools one writer thread works with, shared by all the streams it serves: buffers, a private pipe, and the formatter. */
final class LogBench implements AutoCloseable {
    /** Bytes looked at in one go, and the size asked for every pipe. */
    static final int BATCH = 1 << 20;

    /** More than most containers ever say at once; from the first that says more on, there is room for a whole batch. */
    private static final int USUAL = 64 << 10;

    private final PipeCalls pipes = new PipeCalls();
    private final PipeCalls.Pipe copy = pipes.pipe();
    private final Fd devNull = Linux.open("/dev/null", Linux.O_WRONLY);
    private final ByteBuffer direct = ByteBuffer.allocateDirect(4 * USUAL);
    private Room room = new Room(USUAL);
    private final LineFormat format = new LineFormat();

    /** Buffers for a look at so many bytes. */
    private static final class Room {
        private final NativeMemory memory;
        private final byte[] source;
        /** Formatted lines: very short ones grow forty times over, and then go in several batches. */
        private final byte[] target;

        private Room(int bytes) {
            memory = NativeMemory.ofSize(bytes);
            source = new byte[bytes];
            target = new byte[4 * bytes];
        }
    }

    LogBench() {
        PipeCalls.resize(copy.writing(), BATCH);
    }

    PipeCalls pipes() {
        return pipes;
    }

    /** Copies the beginning of what is in {@code hand}, which stays there: how many bytes. */
    int look(Fd hand, int available) {
        int copied = pipes.copy(hand, copy.writing(), Math.min(available, BATCH));
        if (copied > room.source.length) {
            room = new Room(BATCH);
        }
        pipes.read(copy.reading(), room.memory, room.source, copied);
        return copied;
    }

    void format(int length, LogStream stream, LogFile file, LineFormat.Rest rest) {
        format.format(room.source, length, stream, Instant.now(), room.target, file.room(), file.least(), rest);
    }

    int consumed() {
        return format.consumed();
    }

    boolean isCut() {
        return format.isCut();
    }

    void appendTo(LogFile file) throws IOException {
        file.append(room.target, format.produced(), direct);
    }

    void drop(Fd hand, int bytes) {
        pipes.discard(hand, devNull, bytes);
    }

    @Override
    public void close() {
        copy.close();
        devNull.close();
    }
}
