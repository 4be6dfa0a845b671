package io.jstack.networking;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/**
 * One direction of a forwarded TCP connection: what this end receives, the other sends. The next read waits for the last write, so a slow
 * receiver slows the sender. When one side has said all, only that direction is closed. Both ends live on one thread.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails closes its channel, and that is heard in channelInactive
final class StreamRelay extends ChannelInboundHandlerAdapter {
    private Optional<Channel> other;
    /** What a client that half-closes at once has said before the other end stood: epoll hands it over unasked. */
    private final Queue<Object> early = new ArrayDeque<>();

    private boolean ended;

    private StreamRelay(Optional<Channel> other) {
        this.other = other;
    }

    /** Connects an accepted client with its container. */
    static void open(Channel client, InetSocketAddress container) {
        StreamRelay front = new StreamRelay(Optional.empty());
        client.pipeline().addLast(front);
        ChannelFuture connect = new Bootstrap()
                .group(client.eventLoop())
                .channel(EpollSocketChannel.class)
                .option(ChannelOption.AUTO_READ, Boolean.FALSE)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, Boolean.TRUE)
                .handler(new StreamRelay(Optional.of(client)))
                .connect(container);
        connect.addListener(future -> {
            if (future.isSuccess()) {
                front.begin(client, connect.channel());
            } else {
                client.close();
            }
        });
    }

    private void begin(Channel client, Channel container) {
        other = Optional.of(container);
        while (!early.isEmpty()) {
            container.write(early.remove());
        }
        container.flush();
        container.read();
        if (ended) {
            endOther(client, container); // an end that was shut down must not be read again: epoll has let go of it
        } else {
            client.read();
        }
        if (!client.isOpen()) {
            container.close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
        if (other.isEmpty()) {
            early.add(bytes);
            return;
        }
        other.get().writeAndFlush(bytes).addListener(written -> {
            if (!written.isSuccess()) {
                context.close();
            } else if (!ended) {
                context.read();
            }
        });
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent && !ended) {
            ended = true;
            other.ifPresent(there -> endOther(context.channel(), there));
        }
    }

    /** Closes the other's sending side, after the last byte; when it has said all, too, both are done. */
    private static void endOther(Channel here, Channel there) {
        there.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> {
            ((DuplexChannel) there).shutdownOutput();
            StreamRelay back = there.pipeline().get(StreamRelay.class);
            if (back == null || back.ended) {
                here.close();
            }
        });
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        early.forEach(ReferenceCountUtil::release);
        early.clear();
        other.filter(Channel::isActive)
                .ifPresent(
                        there -> there.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close(); // a reset by one side ends both: channelInactive closes the other
    }
}
