package io.jstack.engine.terminal;

import io.netty.channel.Channel;
import java.io.InterruptedIOException;

/** Room in what lies unsent for one client: who writes waits for it, so a slow reader costs no memory. */
public final class WriteRoom {
    private final Channel channel;
    private final Object change = new Object();

    public WriteRoom(Channel channel) {
        this.channel = channel;
    }

    /** Returns once there is room, or the client is gone. */
    public void await() throws InterruptedIOException {
        if (channel.isWritable()) {
            return;
        }
        synchronized (change) {
            while (channel.isActive() && !channel.isWritable()) {
                try {
                    change.wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new InterruptedIOException("interrupted while the client was not reading");
                }
            }
        }
    }

    /** Called by the event loop when the channel's buffer has drained, or the channel has closed. */
    public void changed() {
        synchronized (change) {
            change.notifyAll();
        }
    }
}
