package io.jstack.engine.terminal;

import java.time.Duration;
import java.util.Optional;

/** The client's terminal where the engine cannot reach the device itself: the client runs stty(1), a few milliseconds each time. */
final class SttyTty implements ClientTty {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Link link;
    private Optional<TerminalSize> size = Optional.empty();

    SttyTty(Link link) {
        this.link = link;
    }

    /** The client's answer, or the news of a SIGWINCH. */
    synchronized void resized(TerminalSize now) {
        size = Optional.of(now);
        notifyAll();
    }

    /** The answer comes as a {@link Frame#RESIZE}. */
    void ask() {
        link.sendNow(Frame.text(Frame.TTY, "size"));
    }

    @Override
    public synchronized TerminalSize size() {
        if (size.isEmpty()) {
            ask();
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            try {
                for (long left = PATIENCE.toNanos(); size.isEmpty() && left > 0; left = deadline - System.nanoTime()) {
                    java.util.concurrent.TimeUnit.NANOSECONDS.timedWait(this, left);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return size.orElse(TerminalSize.USUAL);
    }

    @Override
    public void raw() {
        link.sendNow(Frame.text(Frame.TTY, "raw"));
    }

    @Override
    public void restore() {
        link.sendNow(Frame.text(Frame.TTY, "restore"));
    }

    @Override
    public void close() {
        // the client restores by itself when its connection ends
    }
}
