package io.jstack.networking;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A forwarded UDP port. Each client gets a socket of its own towards the container, so that answers find back; a client that is silent for
 * as long as conntrack would remember it (nf_conntrack_udp_timeout_stream) is forgotten. A changed target is followed at once.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a datagram that is lost is lost, as on any network
final class DatagramRelay extends SimpleChannelInboundHandler<DatagramPacket> {
    private static final int SILENCE_SECONDS = 120;
    private static final int MOST_CLIENTS = 4096;

    private final AtomicReference<InetSocketAddress> target;
    private final Map<InetSocketAddress, Client> clients = new HashMap<>();

    private record Client(InetSocketAddress target, ChannelFuture connected) {
        void end() {
            connected.channel().close();
        }
    }

    DatagramRelay(AtomicReference<InetSocketAddress> target) {
        this.target = target;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
        InetSocketAddress sender = packet.sender();
        InetSocketAddress current = Objects.requireNonNull(target.get());
        Client client = clients.get(sender);
        if (client != null && !client.target.equals(current)) {
            clients.remove(sender);
            client.end();
            client = null;
        }
        if (client == null) {
            if (clients.size() >= MOST_CLIENTS) {
                return; // as conntrack drops when its table is full
            }
            client = new Client(current, connect(context.channel(), sender, current));
            clients.put(sender, client);
        }
        ByteBuf content = packet.content().retain();
        client.connected.addListener(connected -> {
            if (connected.isSuccess()) {
                ((ChannelFuture) connected).channel().writeAndFlush(content);
            } else {
                content.release();
            }
        });
    }

    private ChannelFuture connect(Channel front, InetSocketAddress sender, InetSocketAddress container) {
        ChannelFuture connected = new Bootstrap()
                .group(front.eventLoop())
                .channel(EpollDatagramChannel.class)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(new IdleStateHandler(0, 0, SILENCE_SECONDS, TimeUnit.SECONDS))
                                .addLast(new Back(front, sender));
                    }
                })
                .connect(container);
        connected.channel().closeFuture().addListener(closed -> forget(sender, connected));
        return connected;
    }

    private void forget(InetSocketAddress sender, ChannelFuture gone) {
        Client current = clients.get(sender);
        if (current != null && current.connected.equals(gone)) {
            clients.remove(sender);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        List<Client> all = List.copyOf(clients.values());
        clients.clear();
        all.forEach(Client::end);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // an ICMP error of one client concerns no other
    }

    /** Carries a container's answers to one client. */
    @SuppressWarnings("FutureReturnValueIgnored")
    private static final class Back extends SimpleChannelInboundHandler<DatagramPacket> {
        private final Channel front;
        private final InetSocketAddress client;

        Back(Channel front, InetSocketAddress client) {
            this.front = front;
            this.client = client;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket answer) {
            front.writeAndFlush(new DatagramPacket(answer.content().retain(), client));
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof IdleStateEvent) {
                context.close();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close(); // port unreachable: the container does not listen
        }
    }
}
