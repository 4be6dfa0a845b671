package io.jstack.engine.terminal;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import java.io.InterruptedIOException;

/** To a client at the other end of a socket: {@link #send} waits while more than {@link TerminalServer#UNSENT} bytes lie unsent. */
final class SocketLink implements Link {
    /** A frame that cannot be sent means a client that is gone; channelInactive says so to the session. */
    private static final ChannelFutureListener GONE = future -> {};

    private final Channel channel;
    private final WriteRoom room;

    SocketLink(Channel channel) {
        this.channel = channel;
        this.room = new WriteRoom(channel);
    }

    @Override
    public void send(Frame frame) throws InterruptedIOException {
        room.await();
        sendNow(frame);
    }

    @Override
    public void sendNow(Frame frame) {
        channel.writeAndFlush(frame.encode()).addListener(GONE);
    }

    /** The connection closes once it is out. */
    @Override
    public void sendLast(Frame frame) {
        channel.writeAndFlush(frame.encode()).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public boolean isOpen() {
        return channel.isActive();
    }

    /** Called by the event loop when the channel's buffer has drained, or the channel has closed. */
    @Override
    public void roomChanged() {
        room.changed();
    }
}
