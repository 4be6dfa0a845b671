package io.jstack.images.build;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A socket of a step's own, with the looks that the step asked for, whose connections go on to an SSH agent. The agent's own socket, whose
 * user on this machine is nobody in the image, is neither shown nor changed.
 */
final class AgentForward implements AutoCloseable {
    private static final int BUFFER = 1 << 14;

    private final Path socket;
    private final Path agent;
    private final ServerSocketChannel server;
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();

    private AgentForward(Path socket, Path agent, ServerSocketChannel server) {
        this.socket = socket;
        this.agent = agent;
        this.server = server;
    }

    static AgentForward open(Path socket, Path agent) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            server.close();
            throw e;
        }
        AgentForward forward = new AgentForward(socket, agent, server);
        start(forward::accept);
        return forward;
    }

    Path socket() {
        return socket;
    }

    void looks(int uid, int gid, int mode) throws IOException {
        Files.setAttribute(socket, "unix:uid", uid);
        Files.setAttribute(socket, "unix:gid", gid);
        Files.setAttribute(socket, "unix:mode", mode);
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "ssh-agent");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                SocketChannel step = server.accept();
                open.add(step);
                start(() -> join(step));
            } catch (IOException e) {
                return; // closed: the step has ended
            }
        }
    }

    /** What the step says goes to the agent, until it has no more to say; the answers' end is the end. */
    private void join(SocketChannel step) {
        try {
            SocketChannel there = SocketChannel.open(UnixDomainSocketAddress.of(agent));
            open.add(there);
            start(() -> {
                copy(there, step);
                end(there);
                end(step);
            });
            copy(step, there);
            there.shutdownOutput();
        } catch (IOException e) {
            end(step); // the agent has gone, or has answered all
        }
    }

    private static void copy(SocketChannel from, SocketChannel to) {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        try {
            while (from.read(buffer) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
                buffer.clear();
            }
        } catch (IOException e) {
            return; // either side has gone: so has the conversation
        }
    }

    private void end(SocketChannel channel) {
        open.remove(channel);
        try {
            channel.close();
        } catch (IOException e) {
            return; // nothing is left to be lost
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        open.forEach(this::end);
        Files.deleteIfExists(socket);
    }
}
