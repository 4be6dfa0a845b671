package io.jstack.runtime.kernel;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/** Opens sockets in another network namespace: a socket stays where it was opened, so one short-lived thread does it; setns(2). */
public final class SocketNamespace {
    private static final int CLONE_NEWNET = 0x40000000;

    private SocketNamespace() {}

    /** Runs {@code work} on a thread of its own that has entered {@code netns}, and waits for it. */
    public static <T> T in(Fd netns, Supplier<T> work) {
        return onThread(() -> {
            Linux.call(Syscall.SETNS, "netns", netns, CLONE_NEWNET);
            return work.get();
        });
    }

    /** Runs {@code work} on a thread of its own in a new, empty network namespace, and waits for it. */
    public static <T> T inNew(Supplier<T> work) {
        return onThread(() -> {
            Linux.call(Syscall.UNSHARE, "CLONE_NEWNET", CLONE_NEWNET);
            return work.get();
        });
    }

    private static <T> T onThread(Supplier<T> work) {
        FutureTask<T> task = new FutureTask<>(work::get);
        Thread thread = new Thread(task, "netns");
        thread.setDaemon(true);
        thread.start();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true; // half a change of the network would be worse than a late answer
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException known) {
                throw known;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
