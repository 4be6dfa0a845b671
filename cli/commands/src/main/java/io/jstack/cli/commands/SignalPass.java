package io.jstack.cli.commands;

import io.jstack.values.ContainerId;
import io.jstack.values.JstackException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/** Hands the client's signals on to a container, as {@code docker run} does without a terminal; the third INT gives the container up. */
final class SignalPass implements Consumer<String> {
    private static final int PATIENCE = 3;

    private final Stacks stacks;
    private final ContainerId container;
    private final Thread waiting;
    private final LinkedBlockingQueue<String> signals = new LinkedBlockingQueue<>();
    private final Thread passing = new Thread(this::pass, "signals");
    private int interrupts;

    SignalPass(Stacks stacks, ContainerId container, Thread waiting) {
        this.stacks = stacks;
        this.container = container;
        this.waiting = waiting;
        passing.setDaemon(true);
        passing.start();
    }

    @Override
    public void accept(String signal) {
        signals.add(signal);
    }

    void end() {
        passing.interrupt();
    }

    private void pass() {
        try {
            while (true) {
                String signal = signals.take();
                if (signal.equals("INT") && ++interrupts >= PATIENCE) {
                    waiting.interrupt();
                    return;
                }
                try {
                    stacks.kill(container, "SIG" + signal);
                } catch (JstackException ended) {
                    // what has ended takes no signal
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
