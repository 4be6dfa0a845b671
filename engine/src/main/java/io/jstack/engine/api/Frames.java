package io.jstack.engine.api;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * Two streams in one, as Docker multiplexes what a process without a terminal writes: before each piece a header of eight bytes, the
 * stream, three zeros and the length, big-endian.
 */
final class Frames {
    static final String MULTIPLEXED = "application/vnd.docker.multiplexed-stream";
    static final String RAW = "application/vnd.docker.raw-stream";

    private static final int SINCE = 42;

    private Frames() {}

    /** A stream of a process. */
    enum Source {
        STDOUT(1),
        STDERR(2);

        private final int number;

        Source(int number) {
            this.number = number;
        }
    }

    /** What the content is called: older clients know one name for both forms. */
    static String contentType(Terminal terminal, int version) {
        return terminal == Terminal.NONE && version >= SINCE ? MULTIPLEXED : RAW;
    }

    /** Whether a process has one: then there is one stream, as it is. */
    enum Terminal {
        HAS_ONE,
        NONE
    }

    static void write(OutputStream out, Terminal terminal, Source source, byte[] bytes) throws IOException {
        if (terminal == Terminal.NONE) {
            out.write(ByteBuffer.allocate(8)
                    .put((byte) source.number)
                    .putInt(4, bytes.length)
                    .array());
        }
        out.write(bytes);
    }
}
