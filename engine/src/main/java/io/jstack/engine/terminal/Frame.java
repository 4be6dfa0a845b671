package io.jstack.engine.terminal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/**
 * One frame of {@code jstack-terminal/1}: {@code u8 type, u32 length, payload}, big endian. The client's end of the table stands in
 * {@code io.jstack.cli.client.Frames}; the two change together, with {@link TerminalServer#PROTOCOL}.
 */
record Frame(int type, ByteBuf payload) {
    /** From the client: version, directory, umask, terminals, columns, rows, argument count, arguments, environment; NUL after each. */
    static final int HELLO = 1;
    /** From the client: u32 stream, bytes. Stream 0 is standard input. */
    static final int IN = 2;
    /** From the client: u32 stream. */
    static final int EOF = 3;
    /** From the client: {@code columns rows} as text; empty when the client cannot tell. */
    static final int RESIZE = 4;
    /** From the client: the signal's name without SIG. */
    static final int SIGNAL = 5;
    /** To the client: bytes for standard output. */
    static final int OUT = 6;
    /** To the client: bytes for standard error. */
    static final int ERR = 7;
    /** To the client: u32 exit code; the last frame. */
    static final int EXIT = 8;
    /** To the client: u32 stream, u32 bytes it may send of it, on top of what it was allowed before. */
    static final int WANT = 9;
    /** To the client: u32 stream, path: open it for reading. */
    static final int OPEN = 10;
    /** To the client: u32 stream, path: create it for writing. */
    static final int CREATE = 11;
    /** To the client: u32 stream, bytes for a created file. */
    static final int PUT = 12;
    /** To the client: u32 stream: the created file is complete. */
    static final int CLOSE = 13;
    /** From the client: u32 stream: opened or created, or closed after {@link #CLOSE}. */
    static final int DONE = 14;
    /** From the client: u32 stream, reason: cannot be opened, read or written. */
    static final int FAILED = 15;
    /**
     * To the client, about its terminal: {@code size} asks for a {@link #RESIZE}, {@code raw} and {@code restore} change the mode by
     * stty(1), {@code saved MODES} names what {@code stty} has to be given should the engine vanish, {@code
     * restored} that this is no longer so.
     */
    static final int TTY = 16;

    static Frame text(int type, String text) {
        return new Frame(type, Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
    }

    static Frame number(int type, int value) {
        return new Frame(type, Unpooled.buffer(4).writeInt(value));
    }

    static Frame stream(int type, int stream, byte[] bytes, int offset, int length) {
        return new Frame(type, Unpooled.buffer(4 + length).writeInt(stream).writeBytes(bytes, offset, length));
    }

    static Frame stream(int type, int stream, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return stream(type, stream, bytes, 0, bytes.length);
    }

    static Frame want(int stream, int bytes) {
        return new Frame(WANT, Unpooled.buffer(8).writeInt(stream).writeInt(bytes));
    }

    /** The payload from its reader index on, as text. */
    String text() {
        return payload.toString(StandardCharsets.UTF_8);
    }

    byte[] bytes() {
        byte[] bytes = new byte[payload.readableBytes()];
        payload.readBytes(bytes);
        return bytes;
    }

    ByteBuf encode() {
        return Unpooled.wrappedBuffer(Unpooled.buffer(5).writeByte(type).writeInt(payload.readableBytes()), payload);
    }
}
