package io.jstack.engine.terminal;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Optional;

/** A file that the client writes. The client's failures come late: at the latest {@link #close} throws them. */
final class FileOut extends OutputStream {
    private static final int LARGEST = 32 << 10;

    private final Link link;
    private final int stream;
    private int answers;
    private boolean closed;
    private Optional<String> failure = Optional.empty();

    FileOut(Link link, int stream) {
        this.link = link;
        this.stream = stream;
    }

    /** The client has created or closed the file. */
    synchronized void answered() {
        answers++;
        notifyAll();
    }

    synchronized void fail(String reason) {
        failure = Optional.of(reason);
        notifyAll();
    }

    void create(String path) throws IOException {
        link.sendNow(Frame.stream(Frame.CREATE, stream, path));
        await(1);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        throwFailure();
        for (int at = offset, end = offset + length; at < end; at += LARGEST) {
            link.send(Frame.stream(Frame.PUT, stream, bytes, at, Math.min(LARGEST, end - at)));
        }
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        link.send(Frame.number(Frame.CLOSE, stream));
        await(2);
    }

    private synchronized void await(int wanted) throws IOException {
        while (answers < wanted && failure.isEmpty()) {
            if (!link.isOpen()) {
                throw new IOException("the client is gone");
            }
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while the client writes a file");
            }
        }
        throwFailure();
    }

    private synchronized void throwFailure() throws IOException {
        if (failure.isPresent()) {
            throw new IOException(failure.get());
        }
    }
}
