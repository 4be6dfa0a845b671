package io.jstack.cli.client;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** One connection to the engine, and the few words of HTTP that a client speaks on it. */
final class Connection {
    private static final int BUFFER = 64 << 10;

    private final Wire wire;
    private final ByteBuffer in = ByteBuffer.allocate(BUFFER);
    private String head = "";

    private Connection(Wire wire) {
        this.wire = wire;
    }

    /** @throws IOException when nobody listens, or this user may not connect */
    static Connection open(Path socket) throws IOException {
        return new Connection(Wire.connect(socket));
    }

    /** Becomes a terminal: the hello travels with the request, one round trip in all. */
    Frames terminal(byte[] hello) throws IOException, Failure {
        byte[] request = ("GET /jstack/terminal HTTP/1.1\r\nHost: jstack\r\nConnection: Upgrade\r\n"
                        + "Upgrade: jstack-terminal/1\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        ByteBuffer out = ByteBuffer.allocate(request.length + 5 + hello.length);
        out.put(request).put((byte) Frames.HELLO).putInt(hello.length).put(hello);
        wire.write(out.array(), 0, out.position());
        receiveHead();
        if (!head.startsWith("HTTP/1.1 101")) {
            throw new Failure("jstack: " + body().strip());
        }
        return new Frames(wire, in);
    }

    /** A request without a body; returns the answer's status line. */
    String ask(String method, String path) throws IOException {
        byte[] request = (method + " " + path + " HTTP/1.1\r\nHost: jstack\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        wire.write(request, 0, request.length);
        receiveHead();
        return head.substring(0, head.indexOf('\r'));
    }

    /** A header of the answer; empty when it has none. */
    String header(String name) {
        int start = head.toLowerCase(java.util.Locale.ROOT)
                .indexOf("\r\n" + name.toLowerCase(java.util.Locale.ROOT) + ": ");
        if (start < 0) {
            return "";
        }
        int value = start + name.length() + 4;
        return head.substring(value, head.indexOf('\r', value));
    }

    /** What follows the head, until the engine closes. */
    String body() throws IOException {
        byte[] rest = new byte[in.remaining()];
        in.get(rest);
        StringBuilder body = new StringBuilder(new String(rest, StandardCharsets.UTF_8));
        byte[] more = new byte[BUFFER];
        int count = wire.read(more, 0, BUFFER);
        while (count >= 0) {
            body.append(new String(more, 0, count, StandardCharsets.UTF_8));
            count = wire.read(more, 0, BUFFER);
        }
        return body.toString();
    }

    void close() throws IOException {
        wire.close();
    }

    /** Reads up to the empty line; what follows stays in the buffer. */
    private void receiveHead() throws IOException {
        int end = -1;
        while (end < 0) {
            int count = in.hasRemaining() ? wire.read(in.array(), in.position(), in.remaining()) : -1;
            if (count < 0) {
                throw new EOFException("the engine closed the connection");
            }
            in.position(in.position() + count);
            end = new String(in.array(), 0, in.position(), StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n");
        }
        head = new String(in.array(), 0, end + 2, StandardCharsets.ISO_8859_1);
        in.flip().position(end + 4);
    }
}
