package io.jstack.engine.terminal;

import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.KernelException;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.NativeMemory;
import io.jstack.runtime.kernel.PipeCalls;
import io.jstack.runtime.kernel.Poll;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Another process's open file, read as far as it is asked for, never more: what a command does not read stays for the next program. A
 * thread of its own, which may wait at a terminal for as long as the command runs.
 */
final class DescriptorIn extends Thread {
    private static final int CHUNK = 32 << 10;
    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration LOOK = Duration.ofMillis(200);

    private final int stream;
    private final Fd descriptor;
    private final BooleanSupplier mayRead;
    private final Consumer<Frame> to;
    private final PipeCalls.Pipe ended = new PipeCalls().pipe();
    private int wanted;
    private boolean over;

    /**
     * @param descriptor this object's from now on
     * @param mayRead asked before each read; while it says no, what is there is somebody else's
     * @param to is handed IN, EOF and FAILED
     */
    DescriptorIn(int stream, Fd descriptor, BooleanSupplier mayRead, Consumer<Frame> to) {
        super("input " + stream);
        this.stream = stream;
        this.descriptor = descriptor;
        this.mayRead = mayRead;
        this.to = to;
        setDaemon(true);
    }

    synchronized void want(int bytes) {
        wanted += bytes;
        notifyAll();
    }

    /** Nothing is read from now on. */
    synchronized void end() {
        over = true;
        ended.writing().close(); // wakes poll(2)
        notifyAll();
    }

    @Override
    public void run() {
        try (descriptor;
                ended) {
            boolean more = true;
            while (more && awaitWanted()) {
                more = readOnce();
            }
        } catch (KernelException e) {
            to.accept(Frame.stream(Frame.FAILED, stream, String.valueOf(e.getMessage())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean readOnce() {
        Poll.readable(LONG, descriptor, ended.reading());
        if (!isOver() && !mayRead.getAsBoolean()) {
            Poll.readable(LOOK, ended.reading());
            return true;
        }
        int most;
        synchronized (this) {
            if (over) {
                return false;
            }
            most = Math.min(CHUNK, wanted);
        }
        NativeMemory memory = NativeMemory.ofSize(most);
        Optional<Integer> count = Linux.read(descriptor, memory);
        if (count.isEmpty()) {
            return true; // another reader of the same file was faster
        }
        if (count.get() == 0) {
            to.accept(Frame.number(Frame.EOF, stream));
            return false;
        }
        synchronized (this) {
            wanted -= count.get();
        }
        to.accept(Frame.stream(Frame.IN, stream, memory.bytes(0, count.get()), 0, count.get()));
        return true;
    }

    private synchronized boolean isOver() {
        return over;
    }

    private synchronized boolean awaitWanted() throws InterruptedException {
        while (wanted <= 0 && !over) {
            wait();
        }
        return !over;
    }
}
