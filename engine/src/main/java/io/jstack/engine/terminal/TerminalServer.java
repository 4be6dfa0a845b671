package io.jstack.engine.terminal;

import io.jstack.runtime.kernel.Fd;
import io.jstack.values.JstackException;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The engine's Unix socket, and the {@link Door} beside it. One event loop serves all clients of the socket; each client's program has a
 * thread of its own.
 */
public final class TerminalServer implements AutoCloseable {
    /** What a client upgrades to. */
    public static final String PROTOCOL = "jstack-terminal/1";
    /** How many bytes may lie unsent for one client before its program waits. */
    static final int UNSENT = 256 << 10;

    /**
     * What a server has to know.
     *
     * @param socket where to listen; its directory is made when missing
     * @param version the engine's; a client of another one is refused
     * @param group whose members are let in beside root, when the host has it
     * @param stop run on a thread of its own when a client asks the engine to leave; containers are not its concern
     */
    public record Settings(Path socket, String version, String group, Runnable stop) {}

    private final EventLoopGroup loop;
    private final Channel listener;
    private final Path socket;
    private final Optional<Door> door;

    private TerminalServer(EventLoopGroup loop, Channel listener, Path socket, Optional<Door> door) {
        this.loop = loop;
        this.listener = listener;
        this.socket = socket;
        this.door = door;
    }

    /** Loads what a server is made of, which {@link #start} would wait for: on another thread, ahead of it. */
    public static void load() {
        EventLoopGroup loop = loop();
        new EpollServerDomainSocketChannel().unsafe().closeForcibly();
        end(loop);
    }

    private static EventLoopGroup loop() {
        return new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("socket", true), EpollIoHandler.newFactory());
    }

    /**
     * Listens, and from then on runs {@code program} for each client.
     *
     * @throws JstackException when the socket cannot be bound, or another engine answers on it
     */
    public static TerminalServer start(Settings settings, TerminalProgram program) {
        Path socket = settings.socket();
        try {
            prepare(socket);
        } catch (IOException e) {
            throw cannotListen(socket, e);
        }
        Admission admission = new Admission(settings.group());
        EventLoopGroup loop = loop();
        ServerBootstrap bootstrap = bootstrap(
                        loop,
                        pipeline ->
                                pipeline.addLast(new HttpServerCodec(), new HttpFront(settings, admission, program)))
                .channel(EpollServerDomainSocketChannel.class);
        try {
            Channel listener = bootstrap
                    .bind(new DomainSocketAddress(socket.toFile()))
                    .syncUninterruptibly()
                    .channel();
            SocketFile.admit(socket, settings.group());
            return new TerminalServer(loop, listener, socket, Door.open(settings, program, admission));
        } catch (Exception e) { // netty throws checked exceptions it does not declare
            end(loop);
            throw cannotListen(socket, e);
        }
    }

    /**
     * Serves who connects to another socket too, by the same loop.
     *
     * @param listening becomes this server's
     * @param handlers puts what serves one client into its pipeline
     */
    public void alsoServe(Fd listening, Consumer<ChannelPipeline> handlers) {
        ServerBootstrap bootstrap = bootstrap(loop, handlers)
                .channelFactory(() -> new EpollServerDomainSocketChannel(listening.release(), /* active= */ true))
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        bootstrap.register().syncUninterruptibly();
    }

    private static ServerBootstrap bootstrap(EventLoopGroup loop, Consumer<ChannelPipeline> handlers) {
        return new ServerBootstrap()
                .group(loop)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(UNSENT / 2, UNSENT))
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel client) {
                        handlers.accept(client.pipeline());
                    }
                });
    }

    /** Takes away what a killed engine left, but never the socket of a living one. */
    private static void prepare(Path socket) throws IOException {
        Path directory = socket.toAbsolutePath().getParent();
        if (directory != null && !Files.isDirectory(directory)) {
            Files.createDirectories(directory);
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-x---"));
        }
        if (!Files.exists(socket)) {
            return;
        }
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.connect(UnixDomainSocketAddress.of(socket));
        } catch (IOException nobodyAnswers) {
            Files.delete(socket);
            return;
        }
        throw new JstackException(
                TerminalError.ENGINE_RUNNING, "an engine answers on " + socket + " already", "jstack engine status");
    }

    private static JstackException cannotListen(Path socket, Exception e) {
        return new JstackException(
                TerminalError.SOCKET,
                "cannot listen on " + socket + ": " + e.getMessage(),
                "run the engine as root, or set JSTACK_SOCKET to a path that can be written",
                e);
    }

    /** Stops listening and drops the clients; their programs are interrupted. */
    @Override
    public void close() {
        door.ifPresent(Door::close);
        listener.close().syncUninterruptibly();
        end(loop);
        try {
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            System.getLogger("terminal").log(System.Logger.Level.DEBUG, "socket left behind  path=" + socket, e);
        }
    }

    private static void end(EventLoopGroup loop) {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }
}
