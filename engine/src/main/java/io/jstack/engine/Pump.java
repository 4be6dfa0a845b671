package io.jstack.engine;

import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.KernelException;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.NativeMemory;
import io.jstack.runtime.kernel.Poll;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** Moves bytes between a descriptor and a stream, on a platform thread of its own. */
final class Pump {
    private static final int BUFFER = 64 * 1024;

    /** How long a descriptor with nothing to say may delay the notice that its process is gone. */
    private static final Duration GLANCE = Duration.ofMillis(50);

    private Pump() {}

    /**
     * Copies until the descriptor ends, or {@code over} holds and nothing more is waiting: a background process that keeps the other end
     * open does not keep the caller. Completes when all of it is written.
     */
    static CompletableFuture<Void> out(Fd from, OutputStream to, BooleanSupplier over) {
        return run("pump-out", () -> copy(from, to, over));
    }

    /** Copies a stream to a descriptor and then runs {@code atEnd}; a reader that is gone ends it quietly. */
    static void in(InputStream from, Fd to, Runnable atEnd) {
        CompletableFuture<Void> unused = run("pump-in", () -> {
            byte[] buffer = new byte[BUFFER];
            try {
                for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
                    Linux.write(to, java.util.Arrays.copyOf(buffer, read));
                }
            } catch (KernelException | IllegalStateException e) {
                // EPIPE, EIO, or closed by now: the process has gone, and its input with it
                return;
            } finally {
                atEnd.run();
            }
        });
    }

    private static void copy(Fd from, OutputStream to, BooleanSupplier over) throws IOException {
        NativeMemory memory = NativeMemory.ofSize(BUFFER);
        boolean deaf = false;
        while (true) {
            boolean wasOver = over.getAsBoolean();
            boolean ready = Poll.readable(wasOver ? Duration.ZERO : GLANCE, from)[0];
            if (!ready) {
                if (wasOver) {
                    return;
                }
                continue;
            }
            int read;
            try {
                read = Linux.read(from, memory).orElse(0);
            } catch (KernelException e) {
                // a terminal's master answers EIO once its last slave is closed: pty(7)
                return;
            }
            if (read == 0) {
                return;
            }
            if (!deaf) {
                try {
                    to.write(memory.bytes(0, read));
                    to.flush();
                } catch (IOException e) {
                    // the listener is gone; the process must not block on it
                    deaf = true;
                }
            }
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static CompletableFuture<Void> run(String name, Work work) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                        done.complete(null);
                    } catch (IOException | RuntimeException e) {
                        done.completeExceptionally(e);
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        return done;
    }
}
