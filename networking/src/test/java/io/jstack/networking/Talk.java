package io.jstack.networking;

import io.jstack.runtime.kernel.Fd;
import io.jstack.runtime.kernel.SocketNamespace;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;

/** Servers and clients inside namespaces. A server answers each line with its name and the client's address. */
final class Talk {
    /** Longer than what is lost, a SYN or a question for an address, waits to be sent again: a second. */
    private static final int PATIENCE_MILLIS = 1500 * Integer.getInteger("jstack.tests.patience", 1);

    private Talk() {}

    static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A TCP server on every address of a namespace. */
    static ServerSocket serve(Fd netns, int port, String name) {
        return serve(netns, "0.0.0.0", port, name);
    }

    static ServerSocket serve(Fd netns, String ip, int port, String name) {
        ServerSocket server = SocketNamespace.in(netns, () -> {
            try {
                return new ServerSocket(port, 512, address(ip));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        daemon(() -> {
            while (true) {
                Socket socket = server.accept();
                daemon(() -> answer(socket, name));
            }
        });
        return server;
    }

    private static void answer(Socket socket, String name) throws IOException {
        try (socket;
                BufferedReader in = reader(socket)) {
            while (in.readLine() != null) {
                String text = name + " " + socket.getInetAddress().getHostAddress() + "\n";
                socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    static DatagramSocket serveUdp(Fd netns, int port, String name) {
        DatagramSocket server = udp(netns, port);
        daemon(() -> {
            DatagramPacket packet = new DatagramPacket(new byte[99], 99);
            while (true) {
                server.receive(packet);
                byte[] text = (name + " " + packet.getAddress().getHostAddress()).getBytes(StandardCharsets.UTF_8);
                server.send(new DatagramPacket(text, text.length, packet.getSocketAddress()));
            }
        });
        return server;
    }

    /** A datagram socket of a namespace, 0 for any port. */
    static DatagramSocket udp(Fd netns, int port) {
        return SocketNamespace.in(netns, () -> {
            try {
                DatagramSocket socket = new DatagramSocket(port);
                return socket;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** One line there and back, or why not. */
    static String ask(Fd netns, String ip, int port) {
        return SocketNamespace.in(netns, () -> {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(address(ip), port), PATIENCE_MILLIS);
                socket.setSoTimeout(PATIENCE_MILLIS);
                socket.getOutputStream().write("x\n".getBytes(StandardCharsets.UTF_8));
                return String.valueOf(reader(socket).readLine());
            } catch (IOException e) {
                return "no answer: " + e.getMessage();
            }
        });
    }

    static String askUdp(Fd netns, String ip, int port) {
        try (DatagramSocket socket = udp(netns, 0)) {
            return askUdp(socket, ip, port);
        }
    }

    static String askUdp(DatagramSocket socket, String ip, int port) {
        try {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.send(new DatagramPacket(new byte[] {'x'}, 1, address(ip), port));
            DatagramPacket packet = new DatagramPacket(new byte[99], 99);
            socket.receive(packet);
            return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "no answer: " + e.getMessage();
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void daemon(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException ended) {
                return; // the socket was closed: the test is over
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
