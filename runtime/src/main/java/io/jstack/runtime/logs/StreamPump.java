package io.jstack.runtime.logs;

import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.PipeCalls;
import io.jstack.runtime.logs.LineFormat.Rest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalInt;

/** One stream of one container on its way from its FIFO through {@code hand} into the file. Lives on the writer's thread. */
final class StreamPump {
    /** What a turn found in the FIFO. */
    enum Found {
        BYTES,
        NOTHING,
        THE_END
    }

    private final LogStream stream;
    private final Fd out;
    private final Fd hand;
    private final LogFile file;
    private final LogJournal journal;

    StreamPump(LogStream stream, Path directory, LogFile file, LogJournal journal) {
        this.stream = stream;
        this.file = file;
        this.journal = journal;
        // never waiting, and only for reading: then the end is told, and the container's own copies decide when it is
        this.out = Linux.open(directory.resolve(stream.fifo()).toString(), Linux.O_RDONLY | Linux.O_NONBLOCK);
        this.hand = Linux.open(directory.resolve(stream.hand()).toString(), Linux.O_RDWR | Linux.O_NONBLOCK);
        PipeCalls.resize(out, LogBench.BATCH);
        PipeCalls.resize(hand, LogBench.BATCH);
    }

    /** The read end of the container's FIFO. */
    Fd out() {
        return out;
    }

    Fd hand() {
        return hand;
    }

    LogStream stream() {
        return stream;
    }

    /** Finishes or undoes what a killed engine left open in the journal. */
    void recover(LogBench bench) throws IOException {
        int now = bench.pipes().waiting(hand);
        int withoutBatch = journal.inHand() - journal.consumed();
        if (now == journal.inHand()) {
            file.truncate(Math.min(file.size(), journal.fileSize())); // nothing has left: the batch is written again
        } else if (now >= withoutBatch) {
            bench.drop(hand, now - withoutBatch); // it began to leave, so it is in the file
        } else {
            file.dropUnfinishedLine(); // the host went down, or the holder was killed: what was in hand is gone
        }
        journal.end();
    }

    /**
     * Moves what is there, at most {@link LogBench#BATCH}, and writes its whole lines.
     *
     * @return {@link Found#THE_END} when no writer is left, and all they wrote is in the file
     */
    Found turn(LogBench bench) throws IOException {
        OptionalInt moved = bench.pipes().move(out, hand, LogBench.BATCH);
        boolean ended = moved.isPresent() && moved.getAsInt() == 0;
        boolean stuck = moved.isEmpty() && bench.pipes().waiting(out) > 0;
        write(bench, ended ? Rest.IS_LAST : stuck ? Rest.GOES_AS_PART : Rest.WAITS);
        return ended ? Found.THE_END : moved.isPresent() ? Found.BYTES : Found.NOTHING;
    }

    private void write(LogBench bench, Rest rest) throws IOException {
        boolean nothingWritten = true;
        for (int left = bench.pipes().waiting(hand); left > 0; ) {
            int length = bench.look(hand, left);
            bench.format(length, stream, file, length == left && rest == Rest.IS_LAST ? rest : Rest.WAITS);
            if (nothingWritten && bench.consumed() == 0 && !bench.isCut() && rest == Rest.GOES_AS_PART) {
                // small writes fill a pipe long before its bytes do: no newline can come in behind them
                bench.format(length, stream, file, Rest.GOES_AS_PART);
            }
            int consumed = bench.consumed();
            if (consumed == 0 && bench.isCut()) {
                file.rotate();
                continue;
            }
            if (consumed == 0) {
                return;
            }
            commit(bench, left, consumed);
            left -= consumed;
            nothingWritten = false;
        }
    }

    private void commit(LogBench bench, int inHand, int consumed) throws IOException {
        journal.begin(stream, file.size(), inHand, consumed);
        try {
            bench.appendTo(file);
        } catch (IOException e) {
            journal.end();
            throw e;
        }
        bench.drop(hand, consumed);
        journal.end();
    }

    void close() {
        out.close();
        hand.close();
    }
}
