package io.jstack.orchestrator.control;

import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;

/** Runs messages one at a time, in the order they came, on whatever thread is free: the owner of what only they touch. */
final class Mailbox implements Executor {
    private static final System.Logger LOG = System.getLogger("control");

    private final Executor threads;
    private final Deque<Runnable> messages = new ArrayDeque<>();
    private boolean running;

    Mailbox(Executor threads) {
        this.threads = threads;
    }

    @Override
    public void execute(Runnable message) {
        if (add(message)) {
            threads.execute(this::drain);
        }
    }

    /** The same, for a thread that has nothing else to do: it is the one that is free, unless another has messages to run already. */
    void executeHere(Runnable message) {
        if (add(message)) {
            drain();
        }
    }

    /** Whether somebody has to run it. */
    private boolean add(Runnable message) {
        synchronized (messages) {
            messages.add(message);
            boolean wasRunning = running;
            running = true;
            return !wasRunning;
        }
    }

    private void drain() {
        while (true) {
            Runnable message;
            synchronized (messages) {
                message = messages.poll();
                if (message == null) {
                    running = false;
                    return;
                }
            }
            try {
                message.run();
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "message failed", e);
            }
        }
    }
}
