package io.jstack.runtime.logs;

import io.jstack.runtime.kernel.Epoll;
import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.KernelException;
import io.jstack.runtime.kernel.Linux;
import io.jstack.runtime.kernel.NativeMemory;
import io.jstack.runtime.kernel.Syscall;
import io.jstack.runtime.logs.StreamPump.Found;
import io.jstack.values.JstackException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The one thread that writes the logs of many containers: it waits on all their FIFOs at once and serves whichever has something, a
 * batch at a time, so that a loud container does not silence the others. An engine has one of these.
 */
public final class LogWriter implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger("logs");
    private static final long WAKE = 0;
    private static final int EFD_CLOEXEC = 0x80000;
    private static final int EFD_NONBLOCK = 0x800;
    private static final int RETRY_SECONDS = 1;

    /** Between two rounds: what a loud container writes meanwhile costs one turn instead of a dozen. */
    private static final long REST_NANOS = 500_000;

    private final Epoll epoll = new Epoll();
    private final Fd wake = Linux.callForFd(Syscall.EVENTFD2, "", 0, EFD_CLOEXEC | EFD_NONBLOCK);
    private final LogBench bench = new LogBench();
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    /** Only the thread touches these. */
    private final Map<Long, Watched> watched = new HashMap<>();

    private long tokens = WAKE;
    private volatile boolean stopping;
    private final Thread thread = new Thread(this::run, "log-writer");

    record Watched(StreamPump pump, ContainerLog log) {}

    public LogWriter() {
        epoll.add(wake, Epoll.EPOLLIN, WAKE);
        thread.setDaemon(true);
        thread.start();
    }

    /** Runs something on the writer's thread and waits for its result. */
    <T> T call(Callable<T> work) throws IOException {
        CompletableFuture<T> result = new CompletableFuture<>();
        submit(() -> {
            try {
                result.complete(work.call());
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
        });
        try {
            return result.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            if (e.getCause() instanceof KernelException kernel) {
                throw kernel;
            }
            throw e;
        }
    }

    void submit(Runnable task) {
        if (stopping) {
            throw new IllegalStateException("the log writer is closed");
        }
        tasks.add(task);
        LockSupport.unpark(thread);
        Linux.call(Syscall.WRITE, "wake", wake, NativeMemory.ofSize(8).putLong(0, 1), 8);
    }

    LogBench bench() {
        return bench;
    }

    /** On the writer's thread: serves the stream from now on, until it ends. */
    Watched watch(StreamPump pump, ContainerLog log) {
        Watched each = new Watched(pump, log);
        long token = ++tokens;
        watched.put(token, each);
        epoll.add(pump.out(), Epoll.EPOLLIN, token);
        return each;
    }

    /**
     * On the writer's thread: serves a stream whose writers may all have ended before it was opened here. Of those epoll tells
     * nothing, only reading does; and what such a stream still holds is less than these few batches.
     */
    void takeOver(StreamPump pump, ContainerLog log) {
        Watched each = watch(pump, log);
        for (int batch = 0; batch < 4 && serve(each) == Found.BYTES; batch++) {
            log.changed();
        }
    }

    /** On the writer's thread: no more. */
    void forget(StreamPump pump) {
        if (watched.values().removeIf(each -> each.pump() == pump)) {
            epoll.remove(pump.out());
        }
    }

    private void run() {
        while (!stopping) {
            for (long token : epoll.await()) {
                if (token == WAKE) {
                    runTasks();
                } else {
                    Watched each = watched.get(token);
                    if (each != null) { // an earlier token of the same round may have closed it
                        serve(each);
                    }
                }
            }
            if (tasks.isEmpty()) {
                LockSupport.parkNanos(this, REST_NANOS);
            }
        }
        epoll.close();
        wake.close();
        bench.close();
    }

    private void runTasks() {
        Linux.raw(Syscall.READ, wake, NativeMemory.ofSize(8), 8);
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    private Found serve(Watched each) {
        try {
            Found found = each.pump().turn(bench);
            each.log().changed();
            if (found == Found.THE_END) {
                forget(each.pump());
                each.log().ended(each.pump());
            }
            return found;
        } catch (IOException | KernelException e) {
            // mostly a full disk: what the container wrote waits in its pipes, and it waits with it when they are full
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "log not written  directory={0} retry={1}s error=\"{2}\"",
                    each.log().directory(),
                    RETRY_SECONDS,
                    e.getMessage());
            forget(each.pump());
            CompletableFuture.delayedExecutor(RETRY_SECONDS, TimeUnit.SECONDS)
                    .execute(() -> resume(each.pump(), each.log()));
            return Found.NOTHING;
        }
    }

    private void resume(StreamPump pump, ContainerLog log) {
        if (!stopping) {
            submit(() -> {
                if (log.isOpen()) {
                    takeOver(pump, log);
                }
            });
        }
    }

    /** Stops writing. What containers write from now on waits in their pipes for the next engine. */
    @Override
    public void close() {
        if (stopping) {
            return;
        }
        submit(() -> stopping = true);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static JstackException unavailable(Object where, Exception e) {
        return new JstackException(
                LogError.LOG_UNAVAILABLE,
                "cannot keep the log in %s: %s".formatted(where, e.getMessage()),
                "see that the engine's state directory can be written",
                e);
    }
}
