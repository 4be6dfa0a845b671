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
 * Another process's open file, written to. Nobody knows whether its reader will ever read, so no write waits in the kernel: the writing
 * thread can be told to wait, or to give up, by a thread that must not wait itself.
 */
final class DescriptorOut {
    private static final int LARGEST = 32 << 10;
    /** PIPE_BUF, pipe(7). */
    private static final int SMALL = 4096;

    private static final Duration LOOK = Duration.ofMillis(100);

    private final Fd descriptor;
    private final boolean isFile;
    private final int most;
    private final Object change = new Object();
    private NativeMemory memory = NativeMemory.ofSize(SMALL);
    private volatile boolean givenUp;
    private volatile boolean paused;

    /** @param descriptor this object's from now on */
    DescriptorOut(Fd descriptor) {
        int type = FileStat.of(descriptor).type();
        this.isFile = type == FileStat.S_IFREG;
        boolean canOpenAnew = type == FileStat.S_IFIFO || type == FileStat.S_IFCHR;
        this.descriptor = canOpenAnew ? withoutWaiting(descriptor) : descriptor;
        this.most = isFile || canOpenAnew ? LARGEST : SMALL;
    }

    /** An open file of its own: O_NONBLOCK of the duplicate would be the other process's too. */
    private static Fd withoutWaiting(Fd descriptor) {
        try {
            Fd own = Linux.open(
                    "/proc/self/fd/" + descriptor.number(), Linux.O_WRONLY | Linux.O_NONBLOCK | Linux.O_NOCTTY);
            descriptor.close();
            return own;
        } catch (KernelException e) {
            return descriptor; // open for reading alone, or no reader left: a write says so
        }
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
        awaitGoingOn();
        boolean room = isFile || Poll.writable(LOOK, descriptor);
        if (!room && Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted while the client was not reading");
        }
        return room && !givenUp;
    }

    private void awaitGoingOn() throws InterruptedIOException {
        synchronized (change) {
            while (paused && !givenUp) {
                try {
                    change.wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new InterruptedIOException("interrupted while the client was stopped");
                }
            }
        }
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
    void pause() {
        paused = true;
    }

    void goOn() {
        synchronized (change) {
            paused = false;
            change.notifyAll();
        }
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
