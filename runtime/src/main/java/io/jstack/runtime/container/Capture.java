package io.jstack.runtime.container;

import io.jstack.runtime.Captured;
import io.jstack.runtime.ExitStatus;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.NativeMemory;
import io.jstack.runtime.kernel.PipeCalls;
import io.jstack.runtime.kernel.Poll;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Waits for one process on the thread that began it, which reads its output and reaps it: a health test does this every few seconds in
 * every container, and each thread more that had to be made or woken for it would cost as much as the test itself.
 */
final class Capture {
    /** Of what tests say most is shorter. */
    private static final int PIECE = 512;

    private final Subject process;
    private final Fd output;
    private final int most;
    private final NativeMemory piece = NativeMemory.ofSize(PIECE);
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream(0);
    private Optional<ExitStatus> end = Optional.empty();
    /** Whether nobody is left who could write. */
    private boolean isSilent;

    /** What is waited for. */
    interface Subject {
        /** Readable when it has ended. */
        Fd ending();

        /** How it ended, asked when it has. */
        ExitStatus status(Instant now);

        /** Kills it with its children. */
        void kill();

        /** How long its end can take after that. */
        Duration patience();
    }

    /**
     * @param output both its streams; the caller has closed the end it writes to
     * @param most of that many bytes
     */
    Capture(Subject process, Fd output, int most) {
        this.process = process;
        this.output = output;
        this.most = most;
        // a process inside may read the same pipe, and take away what poll(2) has just told of
        Linux.fcntl(output, Linux.F_SETFL, Linux.O_NONBLOCK);
    }

    /** Waits for its end; it is killed, with its children, when that takes too long. */
    Captured await(Duration patience) {
        listenFor(patience);
        if (end.isPresent()) {
            return new Captured(end, drained());
        }
        process.kill();
        listenFor(process.patience());
        return new Captured(Optional.empty(), drained());
    }

    /** How it ended; empty while it has not. */
    Optional<ExitStatus> end() {
        return end;
    }

    /** Until it has ended. */
    private void listenFor(Duration patience) {
        long begun = System.nanoTime();
        for (Duration left = patience; end.isEmpty() && !left.isNegative(); ) {
            listen(left);
            left = patience.minusNanos(System.nanoTime() - begun);
        }
    }

    private void listen(Duration wait) {
        boolean[] ready =
                isSilent ? Poll.readable(wait, process.ending()) : Poll.readable(wait, process.ending(), output);
        if (ready[0]) {
            end = Optional.of(process.status(Instant.now()));
        } else if (!isSilent && ready[1]) {
            read();
        }
    }

    /**
     * With what was said up to now; a child that went into the background and keeps the other end open is not waited for, nor listened to
     * for as long as it goes on.
     */
    private String drained() {
        int left = isSilent ? 0 : new PipeCalls().waiting(output);
        for (int count = left; left > 0 && count > 0; left -= count) {
            count = read();
        }
        return kept.toString(StandardCharsets.UTF_8);
    }

    /** How many bytes there were; none also where another was quicker. */
    private int read() {
        Optional<Integer> read = Linux.read(output, piece);
        isSilent = read.filter(bytes -> bytes == 0).isPresent();
        int count = read.orElse(0);
        int room = Math.min(count, most - kept.size());
        kept.write(piece.bytes(0, room), 0, room);
        return count;
    }
}
