package io.jstack.engine.terminal;

import io.jstack.runtime.kernel.Errno;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.FileStat;
import io.jstack.runtime.kernel.KernelException;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.NativeMemory;
import io.jstack.runtime.kernel.Poll;
import io.jstack.runtime.kernel.Syscall;
import java.io.InterruptedIOException;
import java.time.Duration;

/**
 * Another process's open file, written to. Nobody knows whether its reader will ever read, so nothing is written before there is room:
 * the writing thread can be told to give up.
 */
final class DescriptorOut {
    /** PIPE_BUF, pipe(7): so much fits into a pipe that poll(2) calls writable. */
    private static final int ROOM = 4096;

    private static final int LARGEST = 32 << 10;
    private static final Duration LOOK = Duration.ofMillis(100);

    private final Fd descriptor;
    private final int most;
    private NativeMemory memory = NativeMemory.ofSize(ROOM);
    private volatile boolean givenUp;
    private boolean paused;

    /** @param descriptor this object's from now on */
    DescriptorOut(Fd descriptor) {
        this.descriptor = descriptor;
        this.most = FileStat.of(descriptor).type() == FileStat.S_IFREG ? LARGEST : ROOM;
    }

    /**
     * Returns once everything is written, or was dropped because nobody wants it.
     *
     * @throws KernelException EPIPE when no reader is left
     * @throws InterruptedIOException when the thread was interrupted while there was no room
     */
    synchronized void write(byte[] bytes) throws InterruptedIOException {
        for (int at = 0; at < bytes.length && !givenUp; ) {
            if (awaitRoom()) {
                at += write(bytes, at, Math.min(most, bytes.length - at));
            }
        }
    }

    private boolean awaitRoom() throws InterruptedIOException {
        try {
            while (paused && !givenUp) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        boolean room = most == LARGEST || Poll.writable(LOOK, descriptor);
        if (!room && Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted while the client was not reading");
        }
        return room && !givenUp;
    }

    private int write(byte[] bytes, int at, int count) {
        if (memory.size() < count) {
            memory = NativeMemory.ofSize(most);
        }
        memory.buffer().put(0, bytes, at, count);
        long written = Linux.raw(Syscall.WRITE, descriptor, memory, count);
        if (written == -Errno.EAGAIN.number() || written == -Errno.EINTR.number()) {
            return 0;
        }
        if (written < 0) {
            throw new KernelException(Errno.of((int) -written), "write", descriptor.toString());
        }
        return (int) written;
    }

    /** Nothing is written until {@link #goOn}. */
    synchronized void pause() {
        paused = true;
    }

    synchronized void goOn() {
        paused = false;
        notifyAll();
    }

    /** What is still to be written, and all that comes, is dropped. */
    void giveUp() {
        givenUp = true;
        goOn();
    }

    /** Closes once nobody writes. */
    synchronized void close() {
        givenUp = true;
        descriptor.close();
    }
}
