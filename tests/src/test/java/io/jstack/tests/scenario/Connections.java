package io.jstack.tests.scenario;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** Connections to one port of 127.0.0.1 that ask for nothing, held for as long as it is open. */
public final class Connections implements AutoCloseable {
    private final List<SocketChannel> channels = new ArrayList<>();

    /** Begins so many, and waits for none. */
    public static Connections to(int port, int count) throws IOException {
        Connections connections = new Connections();
        try {
            for (int i = 0; i < count; i++) {
                SocketChannel channel = SocketChannel.open();
                connections.channels.add(channel);
                channel.configureBlocking(false);
                channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            }
        } catch (IOException e) {
            connections.close();
            throw e;
        }
        return connections;
    }

    @Override
    public String toString() {
        return channels.size() + " connections";
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel channel : channels) {
            channel.close();
        }
    }
}
