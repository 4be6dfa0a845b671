package io.jstack.networking;

import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.SocketBinding;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Carries bytes between host ports and containers where the kernel cannot: from IPv6 there is no translation to IPv4. Two threads serve
 * all ports. It works on duplicates of reserved sockets, which are already bound; while no engine runs, a client waits in the socket's
 * queue. Netty's epoll transport, because it takes a descriptor that a holder has kept.
 */
final class Forwarder implements AutoCloseable {
    private static final int THREADS = 2;

    /** By the host's side of the port: what it leads to may change. */
    private final Map<String, Served> served = new ConcurrentHashMap<>();

    private Optional<EventLoopGroup> loops = Optional.empty();

    /** A port that is being served. */
    private record Served(AtomicReference<InetSocketAddress> target, List<Channel> channels) {}

    /** Leads the IPv6 sockets of a port to its target; new connections of one that is served already go to the new target. */
    synchronized void lead(Publication publication) {
        InetSocketAddress target = new InetSocketAddress(
                publication.target().toInetAddress(),
                publication.reserved().port().containerPort());
        String port = publication.reserved().port().toString();
        Served known = served.get(port);
        if (known != null) {
            known.target.set(target);
            return;
        }
        AtomicReference<InetSocketAddress> leads = new AtomicReference<>(target);
        List<Channel> channels = new ArrayList<>();
        for (Fd socket : publication.reserved().sockets()) {
            if (SocketBinding.isIpv6(socket)) {
                channels.add(open(publication.reserved().port().protocol(), SocketBinding.duplicate(socket), leads));
            }
        }
        if (!channels.isEmpty()) {
            served.put(port, new Served(leads, channels));
        }
    }

    private Channel open(Protocol protocol, Fd socket, AtomicReference<InetSocketAddress> target) {
        EventLoopGroup group = loops();
        ChannelFuture registered;
        if (protocol == Protocol.TCP) {
            SocketBinding.listen(socket);
            registered = new ServerBootstrap()
                    .group(group)
                    .channelFactory(() -> new EpollServerSocketChannel(socket.release()))
                    .childOption(ChannelOption.AUTO_READ, Boolean.FALSE)
                    .childOption(ChannelOption.ALLOW_HALF_CLOSURE, Boolean.TRUE)
                    .childHandler(new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel client) {
                            StreamRelay.open(client, Objects.requireNonNull(target.get()));
                        }
                    })
                    .register();
        } else {
            registered = new Bootstrap()
                    .group(group)
                    .channelFactory(() -> new EpollDatagramChannel(socket.release()))
                    .handler(new DatagramRelay(target))
                    .register();
        }
        return registered.syncUninterruptibly().channel();
    }

    /** Threads are made when the first port needs them, in the namespace of whoever needs it. */
    private EventLoopGroup loops() {
        EventLoopGroup group = loops.orElseGet(() -> new MultiThreadIoEventLoopGroup(
                THREADS, new DefaultThreadFactory("forwarder", /* daemon= */ true), EpollIoHandler.newFactory()));
        loops = Optional.of(group);
        return group;
    }

    /** Stops serving a port; connections that stand go on. */
    synchronized void forget(ReservedPort reserved) {
        Optional.ofNullable(served.remove(reserved.port().toString()))
                .ifPresent(
                        gone -> gone.channels.forEach(channel -> channel.close().syncUninterruptibly()));
    }

    @Override
    public synchronized void close() {
        served.values()
                .forEach(
                        port -> port.channels.forEach(channel -> channel.close().syncUninterruptibly()));
        served.clear();
        loops.ifPresent(
                group -> group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly());
        loops = Optional.empty();
    }
}
