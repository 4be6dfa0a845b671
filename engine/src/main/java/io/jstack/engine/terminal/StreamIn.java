package io.jstack.engine.terminal;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Bytes that come from the client: standard input, or a file it opened. The client sends only what it was asked for, so what the
 * program does not read stays where it is, and a signal never queues behind it.
 */
final class StreamIn extends InputStream {
    private static final int CREDIT = 64 << 10;

    private final Link link;
    private final int stream;
    private final Deque<byte[]> chunks = new ArrayDeque<>();
    private int offset;
    private int asked;
    private boolean ended;
    private Optional<String> failure = Optional.empty();

    StreamIn(Link link, int stream) {
        this.link = link;
        this.stream = stream;
    }

    synchronized void received(byte[] bytes) {
        asked -= bytes.length;
        if (bytes.length > 0) {
            chunks.add(bytes);
            notifyAll();
        }
    }

    synchronized void end() {
        ended = true;
        notifyAll();
    }

    synchronized void fail(String reason) {
        failure = Optional.of(reason);
        end();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public synchronized int read(byte[] into, int at, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (chunks.isEmpty() && !ended) {
            if (asked <= 0) {
                asked = CREDIT;
                link.sendNow(Frame.want(stream, CREDIT));
            }
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while reading from the client");
            }
        }
        byte[] first = chunks.peek();
        if (first == null) {
            if (failure.isPresent()) {
                throw new IOException(failure.get());
            }
            return -1;
        }
        int count = Math.min(length, first.length - offset);
        System.arraycopy(first, offset, into, at, count);
        offset += count;
        if (offset == first.length) {
            chunks.remove();
            offset = 0;
        }
        return count;
    }

    @Override
    public synchronized int available() {
        return chunks.stream().mapToInt(chunk -> chunk.length).sum() - offset;
    }
}
