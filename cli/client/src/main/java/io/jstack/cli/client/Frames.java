package io.jstack.cli.client;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The frames of {@code jstack-terminal/1} on a socket: {@code u8 type, u32 length, payload}, big endian. What each means stands in the
 * engine's {@code io.jstack.engine.terminal.Frame}; the two change together. One thread reads; any may write.
 */
final class Frames {
    static final int HELLO = 1;
    static final int IN = 2;
    static final int EOF = 3;
    static final int RESIZE = 4;
    static final int SIGNAL = 5;
    static final int OUT = 6;
    static final int ERR = 7;
    static final int EXIT = 8;
    static final int WANT = 9;
    static final int OPEN = 10;
    static final int CREATE = 11;
    static final int PUT = 12;
    static final int CLOSE = 13;
    static final int DONE = 14;
    static final int FAILED = 15;
    static final int TTY = 16;

    private static final int HEADER = 5;

    private final Wire wire;
    private final ByteBuffer in;
    private final Object writing = new Object();
    private int type;

    /** @param in bytes already read, ready to be taken out */
    Frames(Wire wire, ByteBuffer in) {
        this.wire = wire;
        this.in = in;
    }

    /** Waits for the next frame and returns its payload; {@link #type} is the frame's. */
    byte[] next() throws IOException {
        require(HEADER);
        type = in.get();
        byte[] payload = new byte[in.getInt()];
        int got = Math.min(in.remaining(), payload.length);
        in.get(payload, 0, got);
        while (got < payload.length) {
            int count = wire.read(payload, got, payload.length - got);
            if (count < 0) {
                throw new EOFException();
            }
            got += count;
        }
        return payload;
    }

    int type() {
        return type;
    }

    private void require(int count) throws IOException {
        if (in.remaining() >= count) {
            return;
        }
        in.compact();
        while (in.position() < count) {
            int got = wire.read(in.array(), in.position(), in.remaining());
            if (got < 0) {
                throw new EOFException();
            }
            in.position(in.position() + got);
        }
        in.flip();
    }

    void send(int frameType, byte[] payload) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(HEADER + payload.length);
        frame.put((byte) frameType).putInt(payload.length).put(payload);
        write(frame);
    }

    void send(int frameType, String payload) throws IOException {
        send(frameType, payload.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends a frame that belongs to a stream. */
    void send(int frameType, int stream, byte[] bytes, int length) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(HEADER + 4 + length);
        frame.put((byte) frameType).putInt(4 + length).putInt(stream).put(bytes, 0, length);
        write(frame);
    }

    void send(int frameType, int stream, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        send(frameType, stream, bytes, bytes.length);
    }

    private void write(ByteBuffer frame) throws IOException {
        synchronized (writing) {
            wire.write(frame.array(), 0, frame.position());
        }
    }
}
