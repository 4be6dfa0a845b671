package io.jstack.engine.terminal;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import java.io.InterruptedIOException;

/**
 * The way to one client. {@link #send} waits while more than {@link TerminalServer#UNSENT} bytes lie unsent, so a slow reader costs no memory: the
 * program waits for it, as it would at a full pipe.
 */
final class Link {
    /** A frame that cannot be sent means a client that is gone; channelInactive says so to the session. */
    private static final ChannelFutureListener GONE = future -> {};

    private final Channel channel;
    private final WriteRoom room;

    Link(Channel channel) {
        this.channel = channel;
        this.room = new WriteRoom(channel);
    }

    /** Drops the frame when the client is gone. */
    void send(Frame frame) throws InterruptedIOException {
        room.await();
        sendNow(frame);
    }

    /** Without waiting for room: for what is small and must not wait behind output. */
    void sendNow(Frame frame) {
        channel.writeAndFlush(frame.encode()).addListener(GONE);
    }

    /** The last frame: the connection closes once it is out. */
    void sendLast(Frame frame) {
        channel.writeAndFlush(frame.encode()).addListener(ChannelFutureListener.CLOSE);
    }

    boolean isOpen() {
        return channel.isActive();
    }

    /** Called by the event loop when the channel's buffer has drained, or the channel has closed. */
    void roomChanged() {
        room.changed();
    }
}
