package io.jstack.engine.terminal;

import java.io.IOException;
import java.io.OutputStream;

/** Standard output or standard error of a client. Each write is one frame or several; nothing is held back. */
final class StreamOut extends OutputStream {
    /** Large enough for bulk, small enough that a signal's answer does not wait long behind it. */
    private static final int LARGEST = 32 << 10;

    private final Link link;
    private final int type;

    StreamOut(Link link, int type) {
        this.link = link;
        this.type = type;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        for (int at = offset, end = offset + length; at < end; at += LARGEST) {
            link.send(new Frame(type, io.netty.buffer.Unpooled.copiedBuffer(bytes, at, Math.min(LARGEST, end - at))));
        }
    }
}
